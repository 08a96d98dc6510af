/**
 * An error of AWS, or of the way there, in one line that says what to do about it.
 */
import { inOneLine } from './plain-text.ts';
import { exitCodeOf, refusal } from './refusal.ts';

/** What nothing listens at, or nothing answers from. */
const unreachable = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ETIMEDOUT', 'EPIPE', 'TimeoutError'],
]);
/** Credentials that AWS has looked at and does not take. */
const refused = new Set([
  ...['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'InvalidClientTokenId'],
  ...['UnrecognizedClientException', 'InvalidSignatureException', 'SignatureDoesNotMatch'],
  ...['IncompleteSignature', 'AuthFailure'],
]);
const forbidden = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);
const unconfigured = new Set(['CredentialsProviderError', 'TokenProviderError']);

/** @throws a refusal whatever went wrong, in one line. */
export const speaking = async <Value>(who: string, work: Promise<Value>): Promise<Value> => {
  try {
    return await work;
  } catch (error) {
    throw exitCodeOf(error) === undefined ? refusal(awsFault(error, who), 1) : error;
  }
};

/** @param who - who was asked, for people. */
export const awsFault = (error: unknown, who: string): string => {
  if (!(error instanceof Error)) return inOneLine(String(error));
  const { name } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : name;
  const message = inOneLine(error.message);
  if (unreachable.has(code) || unreachable.has(name)) return `${who} does not answer (${code})`;
  if (refused.has(name)) return `AWS does not take these credentials (${name}): log in again`;
  if (forbidden.has(name)) return `these credentials have not the right to do that: ${message}`;
  if (unconfigured.has(name)) {
    return `no AWS credentials were found: log in, or choose a profile with AWS_PROFILE (${message})`;
  }
  if (message === 'Region is missing') {
    return 'no AWS region is chosen: set AWS_REGION, or choose a profile that has one with AWS_PROFILE';
  }
  return name === 'Error' ? message : `${name}: ${message}`;
};
