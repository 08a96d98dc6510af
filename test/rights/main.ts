/** `npm run rights`: what every role and policy grants, and that all of it was used. */
import { alignedText } from '../../cdk/report/table.ts';
import { emptyBucketRights } from './empty-bucket.ts';
import { networkRights } from './granted-in.ts';
import { rightsTables, unboundRights, unusedRights } from './judge-rights.ts';
import { walkEveryPath } from './walk-every-path.ts';

const { rights, denials } = await walkEveryPath((step) => {
  process.stderr.write(`${step} …\n`);
});
const all = [...rights, ...(await emptyBucketRights()), ...networkRights()];
const faults = [
  ...denials,
  ...unusedRights(all).map((line) => `unused: ${line}`),
  ...unboundRights(all).map((line) => `wildcard: ${line}`),
];
process.stdout.write(`${rightsTables(all).map(alignedText).join('\n\n')}\n`);
process.stdout.write(
  faults.length === 0
    ? `\n${all.length} rights, each of them used or needed by AWS.\n`
    : `\n${faults.join('\n')}\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
