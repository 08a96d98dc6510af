/** Sends bad visitors to a door and says what each was answered, and how long that took. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { HostileRequest } from './requests.ts';

/** `status` null: the line was cut without an answer. */
export type Answered = { readonly status: number | null; readonly millis: number };

/** Longer than any answer may take, so that one that does is seen. */
const patienceMillis = 10_000;
/** Beside each other: more than the door has processes. */
const atOnce = 8;

const largeBytesMin = 1_000_000;
const isLarge = ({ body }: HostileRequest): boolean => body.length >= largeBytesMin;

export const makeVisitor = (origin: string) => {
  const { hostname: host, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const visit = ({ method, path, headers, body }: HostileRequest): Promise<Answered> =>
    new Promise((resolve) => {
      const startedAt = performance.now();
      const end = (status: number | null) =>
        resolve({ status, millis: performance.now() - startedAt });
      const outgoing = request(
        { host, port, method, path, headers, agent, timeout: patienceMillis },
        (incoming) => {
          incoming.resume().on('end', () => end(incoming.statusCode ?? null));
          incoming.on('error', () => end(null));
        },
      );
      outgoing.on('timeout', () => outgoing.destroy());
      outgoing.on('error', () => end(null));
      outgoing.end(body);
    });
  return {
    visit,
    /** All of them, some at once, and those with megabytes one by one; in the order of the requests. */
    visitAll: async (
      requests: readonly HostileRequest[],
      tell: (done: number) => void,
    ): Promise<readonly Answered[]> => {
      const answers: Answered[] = [];
      let next = 0;
      const lane = async (): Promise<void> => {
        for (let index = next++; index < requests.length; index = next++) {
          const one = requests[index];
          if (one !== undefined && !isLarge(one)) answers[index] = await visit(one);
          tell(index);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, lane));
      // Here a body goes through a pipe of 64 KB to its process, which is no part of what is shown.
      for (const [index, one] of requests.entries()) {
        if (isLarge(one)) answers[index] = await visit(one);
      }
      return answers;
    },
    /** Bytes as they are; what is said first, or that the line was cut. */
    visitRaw: async (bytes: string): Promise<Answered> => {
      const startedAt = performance.now();
      const socket = connect(Number(port), host);
      socket.setTimeout(patienceMillis, () => socket.destroy());
      let said = '';
      socket.on('data', (chunk) => {
        said += chunk.toString('latin1');
        socket.end();
      });
      socket.on('error', () => socket.destroy());
      socket.write(bytes, 'latin1');
      await once(socket, 'close');
      const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(said) ?? [];
      return { status: status ? Number(status) : null, millis: performance.now() - startedAt };
    },
    close: () => agent.destroy(),
  };
};
