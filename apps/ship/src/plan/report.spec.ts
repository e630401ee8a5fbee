import { comment, type Comments } from './comment';
import { markdownOf, type Report } from './report';

const database = { action: 'replace', address: 'aws_db_instance.Db_0A1B2C3D', attributes: ['engine'] };

const report: Report = {
  environment: 'prod',
  look: { changes: [database], warnings: [], empty: false, prevented: [], isProtectedAsDeployed: true },
  losses: [
    {
      change: database,
      culprits: [
        {
          place: 'environments/prod/environment.ts:23',
          lines: ["- engine: 'mysql',", "+ engine: 'mariadb', // `new`"],
        },
      ],
    },
  ],
};

describe('The comment', () => {
  test('warns of what is lost, and names the line', () => {
    const text = markdownOf([report], []);
    expect(text).toContain(
      "> [!CAUTION]\n> `prod is protected, and would lose aws_db_instance.Db (replaced, forced by engine):`  \n> `environments/prod/environment.ts:23: - engine: 'mysql', + engine: 'mariadb', // 'new'`",
    );
    expect(text).toContain('± aws_db_instance.Db, forced by engine');
  });

  test('tells which environment could not be planned', () => {
    expect(markdownOf([{ environment: 'dev', look: undefined, losses: [] }], [])).toContain(
      '**dev** could not be planned: the log of the job says why.',
    );
  });

  test('says where there is nothing to do', () => {
    expect(markdownOf([], [])).toContain('This change reaches no environment: Terraform');
    expect(markdownOf([], ['dev', 'prod'])).toContain('This change reaches none of dev, prod: Terraform');
  });

  test('is cut where it does not fit, and says so', async () => {
    const made: string[] = [];
    const on: Comments = {
      longest: 200,
      list: async () => [],
      create: async (body) => void made.push(body),
      change: async () => undefined,
    };
    await comment(on, 'long '.repeat(100));
    expect(made).toEqual([expect.stringMatching(/^<!-- ship plan -->\nlong .*There is more than fits here/s)]);
    expect(made[0]).toHaveLength(200);
  });
});
