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
  /** Used when nobody asked; taken already, any free port is used. 0: any free one. */
  readonly usual: number;
};

/**
 * The same wishes, so that no two of them mean one port: a port that somebody asked for is nobody
 * else's usual one.
 *
 * @throws a refusal with exit code 2 when one port was asked for twice.
 */
export const keepApart = <Name extends string>(
  wishes: Readonly<Record<Name, PortWish>>,
): Readonly<Record<Name, PortWish>> => {
  const asked = new Map<number, string>();
  for (const { what, asked: port } of Object.values<PortWish>(wishes)) {
    if (!port) continue;
    const other = asked.get(port);
    if (other) throw startRefused(`port ${port} was asked for twice: for ${other} and ${what}`, 2);
    asked.set(port, what);
  }
  const apart: Record<Name, PortWish> = { ...wishes };
  for (const name in apart) {
    if (asked.has(apart[name].usual)) apart[name] = { ...apart[name], usual: 0 };
  }
  return apart;
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
