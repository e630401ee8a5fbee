import { Failure } from '../failure';

/** What the SDK throws, as far as it is looked at. */
interface AwsError extends Error {
  readonly code?: string;
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string; readonly attempts?: number };
}

const LOGIN = 'sign in (`aws sso login`, say), or choose a profile by AWS_PROFILE';

/** What an error of the SDK means and how it is mended, by its name or code. */
const MEANINGS: readonly (readonly [names: RegExp, meaning: string])[] = [
  [/^CredentialsProviderError$|^TokenProviderError$/, `there are no AWS credentials: ${LOGIN}`],
  [/^ExpiredToken|^RequestExpired$/, `your AWS credentials have expired: ${LOGIN}`],
  [
    /^UnrecognizedClient|^InvalidClientTokenId$|^SignatureDoesNotMatch$|^InvalidSignature/,
    `AWS does not know your credentials: ${LOGIN}`,
  ],
  [
    /^RequestTimeTooSkewed$|^RequestInTheFuture$/,
    "this computer's clock is off, and AWS refuses its signatures: set the clock",
  ],
  [
    /^AccessDenied|^UnauthorizedOperation$|^NotAuthorized/,
    'your AWS credentials do not allow that: ask for the permission',
  ],
  [/^Throttl|^TooManyRequests|^RequestLimitExceeded$/, 'AWS asks for fewer calls: try again in a minute'],
  [
    /^ECONNREFUSED$|^ECONNRESET$|^ENOTFOUND$|^EAI_AGAIN$|^ETIMEDOUT$|^EPIPE$|^ENETUNREACH$|^EHOSTUNREACH$|^TimeoutError$/,
    'AWS can not be reached: look at the network, at AWS_ENDPOINT_URL and at the region',
  ],
];

/** What a person is told of an error of the AWS SDK; nothing where it is another. */
export function explain(error: unknown): Failure | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  const { name, code, message, $metadata } = error as AwsError;
  if (name === 'Error' && message === 'Region is missing') {
    return new Failure('no AWS region is chosen: say --region REGION, or set AWS_REGION');
  }
  const meaning = MEANINGS.find(([names]) => names.test(name) || (code !== undefined && names.test(code)))?.[1];
  if (meaning) {
    return new Failure(`${meaning}\n  (${code ?? name}: ${message})`);
  }
  return $metadata ? new Failure(`AWS refused a call: ${message}\n  (${name})`) : undefined;
}
