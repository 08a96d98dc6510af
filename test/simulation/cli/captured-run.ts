/** The simulation of the bridge, run within a test: its exit code, and what it printed if that is not 0. */
import { simulateCommand } from './command.ts';
import { ours } from './ours.ts';

export type CapturedRun = { readonly code: number; readonly report: readonly string[] };

export const good: CapturedRun = { code: 0, report: [] };

export const runCaptured = async (...args: readonly string[]): Promise<CapturedRun> => {
  const report: string[] = [];
  const code = await simulateCommand(
    args,
    {
      print: (text) => void report.push(...text.split('\n')),
      complain: (line) => void report.push(line),
      progress: { isTerminal: false, write: (text) => void process.stderr.write(text) },
    },
    ours(),
  );
  return { code, report: code === 0 ? [] : report };
};
