/** `npm run wms-conformance`: what it prints is for the team that owns a WMS. */
import { conformanceCommand } from './command.ts';

process.exitCode = await conformanceCommand(process.argv.slice(2), {
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
});
