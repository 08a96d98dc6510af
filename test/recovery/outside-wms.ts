/**
 * The WMS's process, as the one who started it sees it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { WmsClient } from '../../cdk/local/wms/credentials.ts';
import type { Absence, WmsCommand, WmsReport, WmsResults } from './wms-messages.ts';

export type OutsideWms = {
  readonly url: string;
  /** Gives when it was gone, by its own clock, which is this machine's. */
  readonly leave: (absence: Absence) => Promise<number>;
  /** Gives when it was back. */
  readonly comeBack: () => Promise<number>;
  readonly setClients: (clients: readonly WmsClient[]) => Promise<void>;
  readonly report: () => Promise<WmsReport>;
  readonly close: () => Promise<void>;
};

const startMillisMax = 20_000;
const answerMillisMax = 20_000;

type Answer = { readonly id?: number; readonly result?: unknown; readonly error?: string };

const makeAsk = (child: ChildProcess) => {
  let ids = 0;
  const waiting = new Map<number, (answer: Answer) => void>();
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id ?? 0)?.(answer);
    waiting.delete(answer.id ?? 0);
  });
  return async <Kind extends WmsCommand['kind']>(
    command: Extract<WmsCommand, { kind: Kind }>,
  ): Promise<WmsResults[Kind]> => {
    const id = ++ids;
    const answered = Promise.withResolvers<Answer>();
    waiting.set(id, answered.resolve);
    const timer = setTimeout(
      () => answered.resolve({ error: `no answer within ${answerMillisMax} ms` }),
      answerMillisMax,
    );
    child.send({ id, command });
    const { result, error } = await answered.promise;
    clearTimeout(timer);
    if (error !== undefined) throw new Error(`the WMS cannot ${command.kind}: ${error}`);
    // The process answers each command with its own result.
    return result as WmsResults[Kind];
  };
};

export const startOutsideWms = async (): Promise<OutsideWms> => {
  const child = fork(fileURLToPath(new URL('./wms-process.ts', import.meta.url)), [], {
    // What the test runner gave to its own process is not meant for this one.
    execArgv: [],
  });
  const signal = AbortSignal.timeout(startMillisMax);
  const [{ url }] = (await once(child, 'message', { signal })) as [{ readonly url: string }];
  const ask = makeAsk(child);
  return {
    url,
    leave: (absence) => ask({ kind: 'leave', absence }),
    comeBack: () => ask({ kind: 'return' }),
    setClients: async (clients) => {
      await ask({ kind: 'clients', clients });
    },
    report: () => ask({ kind: 'report' }),
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      if (child.connected) child.disconnect();
      await ended;
    },
  };
};
