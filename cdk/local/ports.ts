/**
 * Which port to listen on: the one that was asked for, or the usual one, or any free one.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { startRefused } from './start-refused.ts';

export type PortWish = {
  /** What listens there, as the message names it: `the webhook`. */
  readonly what: string;
  /** Asked for by the user; taken already, it is an error. */
  readonly asked: number | undefined;
  /** Used when nobody asked; taken already, any free port is used. */
  readonly usual: number;
};

/** @throws a refusal when the port that was asked for is taken. */
export const choosePort = async (
  { what, asked, usual }: PortWish,
  note: (line: string) => void,
): Promise<number> => {
  if (asked === 0 || (await isFree(asked ?? usual))) return asked ?? usual;
  if (asked !== undefined) throw startRefused(`port ${asked} for ${what} is taken`, 1);
  note(`port ${usual} is taken; ${what} takes another`);
  return 0;
};

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
};
