/** `npm run bench`: what a webhook and an order cost in milliseconds, calls and dollars. */
import { benchCommand } from './command.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => stop.abort());
}
const isTerminal = process.stderr.isTTY === true;
const eraseLine = '\r\u001b[K';
/** Between two lines where nobody watches. */
const lineMillis = 10_000;
let toldAt = 0;

process.exitCode = await benchCommand(process.argv.slice(2), {
  print: (text) => void process.stdout.write(`${isTerminal ? eraseLine : ''}${text}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  tell: (text) => {
    if (isTerminal) process.stderr.write(`${eraseLine}${text}`);
    else if (Date.now() - toldAt > lineMillis) {
      toldAt = Date.now();
      process.stderr.write(`${text}\n`);
    }
  },
  left: stop.signal,
});
