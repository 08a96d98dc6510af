/** A DynamoDB in a process of its own, for proofs that fill one core otherwise: tells where it listens. */
import { startTableEmulator } from '../../cdk/local/aws/emulators.ts';

process.once('disconnect', () => process.exit());
const { url } = await startTableEmulator();
process.send?.(url);
