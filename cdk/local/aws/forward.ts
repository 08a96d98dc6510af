/**
 * Hands a call on to an emulator as it came, over connections that stay open.
 */
import { Agent, request } from 'node:http';
import type { Call } from './call.ts';
import type { Emulator } from './emulators.ts';
import type { Reply } from './reply.ts';

export type Forward = {
  readonly send: (call: Pick<Call, 'target' | 'contentType' | 'body'>) => Promise<Reply>;
  /** Waits for the calls in hand, but not for long. */
  readonly close: () => Promise<void>;
};

const passedHeaders = ['content-type', 'x-amz-crc32', 'x-amzn-requestid', 'x-amzn-query-error'];
const closeGraceMillis = 1_000;

/** @param region - the one the emulator keeps everything in, whatever the caller signed for. */
export const makeForward = (emulator: Emulator, service: string, region: string): Forward => {
  const agent = new Agent({ keepAlive: true });
  const inHand = new Set<Promise<Reply>>();
  const headers = {
    // The caller's own key and region would split an emulator's data; this one is always the same.
    authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    'x-amz-date': '20260101T000000Z',
  };
  const exchange = ({ target, contentType, body }: Pick<Call, 'target' | 'contentType' | 'body'>) =>
    new Promise<Reply>((resolve, reject) => {
      const outgoing = request(emulator.url, {
        agent,
        method: 'POST',
        headers: {
          ...headers,
          'content-type': contentType,
          'content-length': body.length,
          'x-amz-target': target,
        },
      });
      outgoing.once('error', reject).once('response', (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject).once('end', () => {
          const body = Buffer.concat(chunks);
          resolve({ status: incoming.statusCode ?? 500, headers: pass(incoming.headers), body });
        });
      });
      outgoing.end(body);
    });
  return {
    send: (call) => {
      const reply = exchange(call);
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

const pass = (headers: NodeJS.Dict<string | string[]>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    passedHeaders.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
