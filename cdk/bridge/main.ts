/** `npm run bridge`: the operator's command line. */
import { fileURLToPath } from 'node:url';
import { bridgeCommand } from './bridge-command.ts';

process.exitCode = await bridgeCommand(process.argv.slice(2), {
  stateDir: fileURLToPath(new URL('../../.local', import.meta.url)),
  now: Date.now,
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
});
