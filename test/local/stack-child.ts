/** Runs `npm start` in a process of its own: state folder, assembly, then the command's arguments. */
import { startCommand } from '../../cdk/local/start-command.ts';

const [, , stateDir = '', assemblyDir = '', ...args] = process.argv;
process.exit(await startCommand(args, { stateDir, assemblyDir }));
