/** `npm run bridge`: the operator's command line. */
import { fileURLToPath } from 'node:url';
import { bridgeCommand } from './bridge-command.ts';
import { makeTerminal } from './terminal.ts';

// Whoever read along may go (`npm run bridge … | head`).
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
const { stdin: input, stderr: output } = process;
process.exitCode = await bridgeCommand(process.argv.slice(2), {
  stateDir: fileURLToPath(new URL('../../.local', import.meta.url)),
  now: Date.now,
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  openTerminal: makeTerminal({ input, output, signals: process, now: Date.now }),
});
