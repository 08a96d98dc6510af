/**
 * Hands a call on to an emulator as it came, over connections that stay open.
 */
import { Agent, request } from 'node:http';
import type { Call } from './call.ts';
import type { Emulator } from './emulators.ts';
import type { Reply } from './reply.ts';

type ForwardedCall = Pick<Call, 'target' | 'contentType' | 'body' | 'rest'>;

export type Forward = {
  /**
   * @param millisMax - how long the answer is waited for. @default - longer than the longest poll
   * @throws Error when the emulator cannot be reached or does not answer in time.
   */
  readonly send: (call: ForwardedCall, millisMax?: number) => Promise<Reply>;
  /** Waits for the calls in hand, but not for long. */
  readonly close: () => Promise<void>;
};

const passedHeaders = ['content-type', 'x-amz-crc32', 'x-amzn-requestid', 'x-amzn-query-error'];
/** Of the rest of an answer that speaks by its headers. */
const connectionHeaders = ['connection', 'date', 'keep-alive', 'transfer-encoding'];
const closeGraceMillis = 1_000;
/** SQS polls last up to 20 s. */
const answerMillisMax = 30_000;
/** Below what servers allow: one that closes an idle connection may meet a call that uses it again. */
const idleMillisMax = 4_000;

/** @param region - the one the emulator keeps everything in, whatever the caller signed for. */
export const makeForward = (emulator: Emulator, service: string, region: string): Forward => {
  const agent = new Agent({ keepAlive: true, timeout: idleMillisMax });
  const inHand = new Set<Promise<Reply>>();
  const headers = {
    // The caller's own key and region would split an emulator's data (DynamoDB Local keeps tables
    // apart by both); this one is always the same.
    authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    'x-amz-date': '20260101T000000Z',
  };
  return {
    send: (call, millisMax = answerMillisMax) => {
      const signal = AbortSignal.timeout(millisMax);
      const reply = exchange(emulator.url, { agent, headers, signal }, call);
      inHand.add(reply);
      const forget = () => inHand.delete(reply);
      reply.then(forget, forget);
      return reply;
    },
    close: async () => {
      await Promise.race([
        Promise.allSettled(inHand),
        new Promise((resolve) => setTimeout(resolve, closeGraceMillis).unref()),
      ]);
      agent.destroy();
    },
  };
};

type Options = {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

const exchange = (
  url: string,
  { headers, ...options }: Options,
  call: ForwardedCall,
): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const { method, path, own } = outgoingOf(call);
    const length = { 'content-length': call.body.length };
    const sent = { ...options, method, headers: { ...headers, ...own, ...length } };
    const outgoing = request(`${url}${path}`, sent);
    outgoing.once('error', reject).once('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('error', reject).once('end', () => {
        const status = incoming.statusCode ?? 500;
        resolve({ status, headers: pass(incoming.headers, call), body: Buffer.concat(chunks) });
      });
    });
    outgoing.end(call.body);
  });

const outgoingOf = ({ rest, contentType, target }: ForwardedCall) =>
  rest === undefined
    ? { method: 'POST', path: '', own: { 'content-type': contentType, 'x-amz-target': target } }
    : { method: rest.method, path: rest.url, own: rest.headers };

const pass = (
  headers: NodeJS.Dict<string | string[]>,
  { rest }: ForwardedCall,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const passes =
        rest === undefined ? passedHeaders.includes(name) : !connectionHeaders.includes(name);
      return passes && typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
