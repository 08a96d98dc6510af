/**
 * Calls that set up resources in an emulator: each is answered, refused or given up within seconds.
 *
 * What an emulator does not take ends the start in one line that says who refused what.
 */
import { startRefused } from '../start-refused.ts';
import type { Forward } from './forward.ts';

/** An emulator as it is set up. */
export type SetUp = {
  /** @throws a refusal when the emulator does not answer, or not as AWS does. */
  readonly call: (operation: string, parameters: object) => Promise<Answered>;
  /** Who it is in messages, for instance `the SQS at http://127.0.0.1:9324`. */
  readonly who: string;
  /** Whether it may hold what an earlier run, or somebody else, has left there. */
  readonly isOutside: boolean;
  /** Told to whoever waits. */
  readonly note: (line: string) => void;
};

export type Refused = {
  readonly kind: 'refused';
  /** The error's name without any namespace. */
  readonly code: string;
  readonly message: string;
};

export type Answered =
  | { readonly kind: 'done'; readonly value: Readonly<Record<string, unknown>> }
  | Refused;

/** Emulators set up queues and tables in milliseconds, but one that has just started is slow. */
const answerMillisMax = 5_000;

const apis = { sqs: 'AmazonSQS', dynamodb: 'DynamoDB_20120810' } as const;

export const makeResourceCall =
  (forward: Forward, service: keyof typeof apis, who: string): SetUp['call'] =>
  async (operation, parameters) => {
    const body = Buffer.from(JSON.stringify(parameters));
    const contentType = 'application/x-amz-json-1.0';
    const call = { target: `${apis[service]}.${operation}`, contentType, body };
    const reply = await forward.send(call, answerMillisMax).catch((error: unknown) => {
      throw startRefused(`${who} does not answer ${operation}: ${describeFailure(error)}`, 1);
    });
    const answered = readAnswer(reply.status, reply.body.toString());
    if (answered !== undefined) return answered;
    throw startRefused(`${who} does not answer ${operation} as AWS does (${reply.status})`, 1);
  };

/** @throws a refusal when the emulator refuses the call. */
export const demand = async (
  { call, who }: SetUp,
  operation: string,
  parameters: object,
): Promise<Readonly<Record<string, unknown>>> => {
  const answered = await call(operation, parameters);
  if (answered.kind === 'done') return answered.value;
  throw refusalOf(who, operation, answered);
};

export const refusalOf = (who: string, operation: string, refused: Refused): Error =>
  startRefused(
    isUnknown(refused)
      ? `${who} does not know ${operation}`
      : `${who} refuses ${operation}: ${refused.code} ${refused.message}`,
    1,
  );

const unknownOperation: ReadonlySet<string> = new Set([
  'UnknownOperationException',
  'UnknownOperation',
  'InvalidAction',
]);

/** Whether the emulator has no such operation. */
export const isUnknown = ({ code }: Refused): boolean => unknownOperation.has(code);

/** Why a call did not come through, in a word or two. */
export const describeFailure = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer in time';
  // A host with several addresses fails with a code and no message.
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
};

/** Nothing where the answer is no JSON object. */
export const readAnswer = (status: number, body: string): Answered | undefined => {
  const value = parseObject(body);
  if (value === undefined) return undefined;
  if (status === 200) return { kind: 'done', value };
  // LocalStack's answer to what it has not implemented.
  if (status === 501) return { kind: 'refused', code: 'UnknownOperation', message: '' };
  const { __type: type = status, message, Message } = value;
  const code = String(type).split('#').at(-1) ?? '';
  return { kind: 'refused', code, message: String(message ?? Message ?? '') };
};

const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const parsed: unknown = JSON.parse(text || '{}');
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
};
