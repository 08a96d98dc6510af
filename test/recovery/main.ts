/** `npm run recovery`: what an outage of the WMS looks like on the local stack, and whether promises hold. */
import { recoveryCommand } from './command.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => stop.abort());
}
/** What a shell says of a command that was interrupted. */
const interrupted = 130;

try {
  process.exitCode = await recoveryCommand(process.argv.slice(2), {
    print: (text) => void process.stdout.write(`${text}\n`),
    complain: (line) => void process.stderr.write(`${line}\n`),
    progress: {
      isTerminal: process.stderr.isTTY === true,
      write: (text) => void process.stderr.write(text),
    },
    signal: stop.signal,
  });
} catch (error) {
  if (!stop.signal.aborted) throw error;
  process.exitCode = interrupted;
}
