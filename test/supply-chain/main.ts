/** `npm run licences`, `npm run sbom` and `npm run audit`. */
import { spawnSync } from 'node:child_process';
import { alignedText } from '../../cdk/report/table.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { readAudit } from './audit.ts';
import { readInstalled } from './installed.ts';
import { licenceTables, unfitLicences } from './licences.ts';
import { sbomOf } from './sbom.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const licences = (): number => {
  const installed = readInstalled();
  const unfit = unfitLicences(installed);
  print(licenceTables(installed).map(alignedText).join('\n\n'));
  print(unfit.length === 0 ? '\nAll of them are fit for their use.' : `\n${unfit.join('\n')}`);
  return unfit.length === 0 ? 0 : 1;
};

const sbom = (): number => {
  print(sbomOf(packageJson, readInstalled()));
  return 0;
};

const auditMillisMax = 60_000;

const audit = (): number => {
  const { stdout } = spawnSync('npm', ['audit', '--json'], {
    ...{ encoding: 'utf8', timeout: auditMillisMax, stdio: ['ignore', 'pipe', 'ignore'] },
  });
  const { text, code } = readAudit(stdout ?? '');
  print(text);
  return code;
};

const commands: Readonly<Record<string, () => number>> = { licences, sbom, audit };
const command = commands[process.argv[2] ?? ''];
if (command === undefined) {
  process.stderr.write(`which of ${Object.keys(commands).join(', ')}?\n`);
  process.exitCode = 2;
} else {
  process.exitCode = command();
}
