import type { Aws } from '../aws/aws';
import type { Environment } from '../environment/environment';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { Lock } from '../release/lock';
import { counted } from '../words';

/** Field of the secret that says when each value was set; no variable has that name. */
const SET_AT = '_set';

/** A value that is set, without the value. */
export interface SecretName {
  readonly name: string;

  /** ISO 8601; unknown where another program wrote it. */
  readonly setAt: string | undefined;
}

type Fields = Readonly<Record<string, string>>;

interface Content {
  readonly fields: Fields;
  readonly setAt: Fields;
}

/** The secret whose fields become variables of the application's containers when a task starts. */
export class ApplicationSecret {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** What is set, sorted by name. */
  async names(): Promise<readonly SecretName[]> {
    const { fields, setAt } = await this.#read();
    return Object.keys(fields)
      .sort()
      .map((name) => ({ name, setAt: setAt[name] }));
  }

  /**
   * Sets values, and leaves the others.
   *
   * @param keys names of those that encrypt: another value makes unreadable what they have encrypted
   * @throws Failure where one of the keys has another value
   */
  async set(values: Fields, keys: readonly string[] = []): Promise<void> {
    const names = Object.keys(values);
    await this.#change(`sets ${counted(names.length, 'secret')}`, ({ fields, setAt }) => {
      const key = keys.find((name) => name in values && name in fields && fields[name] !== values[name]);
      if (key) {
        throw new Failure(
          `${key} is set in ${this.#environment.name} already, and another would make unreadable what it has encrypted; nothing was changed. ` +
            `Unset it before, if that is meant: npx ship secrets unset ${this.#environment.name} ${key}`,
          EXIT.usage,
        );
      }
      const now = new Date().toISOString();
      return {
        fields: { ...fields, ...values },
        setAt: { ...setAt, ...Object.fromEntries(names.map((name) => [name, now])) },
      };
    });
  }

  /**
   * Takes values away.
   *
   * @throws Failure where one is not set
   */
  async unset(names: readonly string[]): Promise<void> {
    await this.#change(`unsets ${counted(names.length, 'secret')}`, ({ fields, setAt }) => {
      const missing = names.filter((name) => !(name in fields));
      if (missing.length > 0) {
        throw new Failure(
          `${missing.join(', ')} is not set in ${this.#environment.name}: there are ${Object.keys(fields).join(', ') || 'none'}`,
        );
      }
      const without = (all: Fields) =>
        Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
      return { fields: without(fields), setAt: without(setAt) };
    });
  }

  /** Two who change it at once would lose what one of them wrote. */
  async #change(does: string, change: (content: Content) => Content): Promise<void> {
    await Lock.hold(this.#environment, { does }, async () => {
      const { fields, setAt } = change(await this.#read());
      const manager = await this.#environment.aws.secrets();
      await manager.putSecretValue({
        SecretId: this.#environment.deployment.applicationSecret,
        SecretString: JSON.stringify({ ...fields, [SET_AT]: setAt }),
      });
    });
  }

  async #read(): Promise<Content> {
    const { aws, deployment } = this.#environment;
    return contentOf(aws, deployment.applicationSecret);
  }
}

/** The values of an environment's application secret, by name. */
export async function valuesOf(aws: Aws, secret: string): Promise<Fields> {
  return (await contentOf(aws, secret)).fields;
}

async function contentOf(aws: Aws, secret: string): Promise<Content> {
  const manager = await aws.secrets();
  try {
    const { SecretString = '{}' } = await manager.getSecretValue({ SecretId: secret });
    const { [SET_AT]: setAt = {}, ...fields } = JSON.parse(SecretString) as Record<string, string> & {
      [SET_AT]?: Fields;
    };
    return { fields, setAt };
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') {
      // Terraform makes the secret, and never a value.
      return { fields: {}, setAt: {} };
    }
    if (error instanceof SyntaxError) {
      throw new Failure(`the secret ${secret} is no JSON object: mend it in AWS Secrets Manager`);
    }
    throw error;
  }
}
