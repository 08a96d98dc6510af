/** What cdk.json runs: synthesizes one stage, or says in one line per fault why it cannot. */
import { readEnv } from '../lib/config/env.ts';
import { makeBridgeApp } from './bridge-app.ts';
import { deployTargetEnv } from './deploy-target.ts';

const made = makeBridgeApp({ target: readEnv(deployTargetEnv) });

if (made.kind === 'invalid') {
  process.stderr.write(`${made.faults.join('\n')}\n`);
  process.exitCode = 1;
} else {
  made.app.synth();
}
