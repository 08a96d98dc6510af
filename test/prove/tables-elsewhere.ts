/** Starts a DynamoDB in a process of its own, and ends it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type Elsewhere = { readonly url: string; readonly close: () => Promise<void> };

const program = fileURLToPath(new URL('tables-process.ts', import.meta.url));
const startMillisMax = 20_000;

export const startTablesElsewhere = async (): Promise<Elsewhere> => {
  const child = fork(program);
  const ended = once(child, 'exit');
  const [url] = await once(child, 'message', { signal: AbortSignal.timeout(startMillisMax) });
  return {
    url: String(url),
    close: async () => {
      child.disconnect();
      await ended;
    },
  };
};
