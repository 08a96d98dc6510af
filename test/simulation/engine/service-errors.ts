/**
 * What a call to AWS fails with, as the SDK shows it, and which failures the SDK itself tries again.
 */

export type ServiceFailure = {
  readonly name: string;
  readonly status?: number;
  /** Of a connection that failed. */
  readonly code?: string;
  readonly message?: string;
};

export const serviceError = ({ name, status, code, message = name }: ServiceFailure): Error =>
  Object.assign(new Error(message), {
    name,
    ...(code === undefined ? {} : { code }),
    $metadata: status === undefined ? {} : { httpStatusCode: status },
    ...(status === undefined ? {} : { $fault: status < 500 ? 'client' : 'server' }),
  });

/** No answer within the client's patience. */
export const requestTimeout = (): Error =>
  serviceError({ name: 'TimeoutError', code: 'ETIMEDOUT', message: 'the request timed out' });

/** The SDK's HTTP handler gives a connection that broke the same name. */
export const connectionReset = (): Error =>
  serviceError({ name: 'TimeoutError', code: 'ECONNRESET', message: 'socket hang up' });

export const aborted = (): Error =>
  serviceError({ name: 'AbortError', message: 'Request aborted' });

/** By the first part of a port's name: each service has its own words for "not now". */
const throttlings: Readonly<Record<string, readonly ServiceFailure[]>> = {
  dynamodb: [
    { name: 'ProvisionedThroughputExceededException', status: 400 },
    { name: 'ThrottlingException', status: 400 },
    { name: 'RequestLimitExceeded', status: 400 },
  ],
  sqs: [
    { name: 'RequestThrottled', status: 403 },
    { name: 'ThrottlingException', status: 400 },
  ],
  secrets: [{ name: 'ThrottlingException', status: 400 }],
};
const failures: Readonly<Record<string, readonly ServiceFailure[]>> = {
  dynamodb: [{ name: 'InternalServerError', status: 500 }],
  sqs: [
    { name: 'InternalError', status: 500 },
    { name: 'ServiceUnavailable', status: 503 },
  ],
  secrets: [{ name: 'InternalServiceError', status: 500 }],
};
const other = {
  throttlings: [{ name: 'TooManyRequestsException', status: 429 }],
  failures: [{ name: 'InternalServerError', status: 500 }],
};

const serviceOf = (port: string): string => port.split('.', 1)[0] ?? port;

/** @param drawn - which of the service's words, from 0 up to, not including, 1. */
const pick = (list: readonly ServiceFailure[], drawn: number): Error => {
  const [failure] = list.slice(Math.floor(drawn * list.length));
  return serviceError(failure ?? { name: 'InternalServerError', status: 500 });
};

export const throttling = (port: string, drawn: number): Error =>
  pick(throttlings[serviceOf(port)] ?? other.throttlings, drawn);

export const serverFailure = (port: string, drawn: number): Error =>
  pick(failures[serviceOf(port)] ?? other.failures, drawn);

const throttlingNames: ReadonlySet<string> = new Set([
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);
const transientStatuses: ReadonlySet<number> = new Set([500, 502, 503, 504]);
const transientNames: ReadonlySet<string> = new Set([
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
]);

/** As the SDK's standard retry strategy sorts them; nothing for what it does not try again. */
export const retryKind = (error: unknown): 'throttling' | 'transient' | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { name } = error;
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? Number(metadata.httpStatusCode)
      : Number.NaN;
  if (status === 429 || throttlingNames.has(name)) return 'throttling';
  return transientStatuses.has(status) || transientNames.has(name) ? 'transient' : undefined;
};
