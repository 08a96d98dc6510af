/** `npm start`: the state of the running stack is in `.local` of this checkout. */
import { fileURLToPath } from 'node:url';
import { startCommand } from './start-command.ts';

const stateDir = fileURLToPath(new URL('../../.local', import.meta.url));
process.exit(await startCommand(process.argv.slice(2), { stateDir }));
