/** The process that `synthesize` starts: one cloud assembly, or one line for each wrong setting. */
import { makeBridgeApp } from '../bridge-app.ts';
import { invalidSettingsCode, synthesisRequest } from './synthesize.ts';

const { outdir, context } = synthesisRequest.parse(JSON.parse(process.argv[2] ?? '{}'));
const made = makeBridgeApp({ outdir, context });

if (made.kind === 'app') {
  made.app.synth();
} else {
  process.stderr.write(`${made.faults.join('\n')}\n`);
  process.exitCode = invalidSettingsCode;
}
