/** `npm run simulate`: the command line of the simulation. */
import { simulateCommand } from './cli/command.ts';
import { ours } from './cli/ours.ts';

// Whoever read along has gone (`npm run simulate … | head`): nobody waits for the rest.
process.stdout.on('error', () => process.exit());
process.exitCode = await simulateCommand(
  process.argv.slice(2),
  {
    print: (text) => void process.stdout.write(`${text}\n`),
    complain: (line) => void process.stderr.write(`${line}\n`),
    progress: {
      isTerminal: process.stderr.isTTY === true,
      write: (text) => void process.stderr.write(text),
    },
  },
  ours(),
);
