/** The alarm table as a page for people: docs/ALARMS.md is what this makes of the code. */
import { Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { AlarmRow, Watched } from '../../cdk/constructs/alarms/alarm-row.ts';
import { alarmTable } from '../../cdk/constructs/alarms/alarm-table.ts';
import { makeMeasure } from '../../cdk/constructs/alarms/measures.ts';
import { parseStage } from '../../lib/config/stage.ts';

const alarms = { pageEmail: ['on-call@example.com'], silenceMinutes: 60 };
const parsed = parseStage({
  shops: [{ domain: 'one-shop.myshopify.com' }],
  wms: {
    baseUrl: 'https://wms.example.com',
    auth: { kind: 'oauth2', tokenUrl: 'https://wms.example.com/oauth/token' },
  },
  wmsKeys: {},
  alarms,
});
if (parsed.kind === 'invalid') throw new Error(parsed.faults.join('; '));
const stack = new Stack();
export const documentedTable = alarmTable({
  settings: parsed.settings,
  measure: makeMeasure('production'),
  acceptWebhook: LambdaFunction.fromFunctionName(stack, 'Accept', 'accept-webhook'),
  deliverOrder: LambdaFunction.fromFunctionName(stack, 'Deliver', 'deliver-order'),
  rotateWmsKey: LambdaFunction.fromFunctionName(stack, 'Rotate', 'rotate-wms-key'),
  api: new HttpApi(stack, 'Api'),
  orders: new Queue(stack, 'Orders', { fifo: true }),
  page: new Topic(stack, 'Page'),
});

const comparisons = { above: '>', 'at least': '≥', below: '<' } as const;
const isFormula = (metric: Watched['metric']): metric is MathExpression => 'expression' in metric;

const nameOf = (metric: Metric): string => {
  const { class: letterClass } = metric.dimensions ?? {};
  const ofClass = letterClass === undefined ? '' : ` ${letterClass}`;
  return `${metric.statistic} of ${metric.metricName}${ofClass}`;
};

const metricText = (metric: Watched['metric']): string => {
  if (!isFormula(metric)) return nameOf(metric as Metric);
  const used = Object.entries(metric.usingMetrics).map(
    ([id, one]) => `${id}: ${nameOf(one as Metric)}`,
  );
  return `${metric.expression} (${used.join(', ')})`;
};

const periodText = (metric: Watched['metric']): string => {
  const minutes = (metric as Metric | MathExpression).period.toMinutes();
  if (minutes >= 1_440) return `${minutes / 1_440} d`;
  return minutes >= 60 ? `${minutes / 60} h` : `${minutes} min`;
};

const seenText = ({ seen }: AlarmRow): string => {
  if ('allOf' in seen) return seen.allOf.map((key) => `\`${key}\``).join(' and ');
  const { metric, is, threshold, of = 1, times = of } = seen;
  return `${metricText(metric)} ${comparisons[is]} ${threshold}, ${times} of ${of} × ${periodText(metric)}`;
};

const missingText = ({ seen }: AlarmRow): string =>
  'allOf' in seen ? '' : `${seen.missing}: ${seen.because}`;

const causesText = ({ explainedBy = {}, onlyWhile = {} }: AlarmRow): string =>
  [
    ...Object.entries(explainedBy).map(([cause, why]) => `\`${cause}\`: ${why}`),
    ...Object.entries(onlyWhile).map(([other, why]) => `not before \`${other}\`: ${why}`),
  ].join('; ');

const rowText = (row: AlarmRow): string =>
  `| ${[
    `\`${row.key}\``,
    row.goesTo,
    `${row.meaning} *Customers:* ${row.notices}`,
    seenText(row).replaceAll('|', '\\|'),
    missingText(row),
    causesText(row),
  ].join(' | ')} |`;

const heading = `# Alarms

Every alarm of a stage, with the default numbers; a name is \`shopify-wms-bridge-STAGE-\` and the key. This page is written by a test
from [the table in the code](../cdk/constructs/alarms/alarm-table.ts): \`npx vitest run --config test/vitest.config.ts test/cdk/alarm-document.test.ts -u\`.

*Page* wakes somebody, *ticket* waits for the working day, *nobody*: other alarms are made of it, or explained by it. While what explains an alarm is seen, the alarm
tells nobody, and what it told before is resolved. What stands behind *not before* must have been seen first. Not in every stage: \`silence\` (\`alarms.silenceMinutes\`), \`page-untested\` (a pager),
\`credentials-held\` and \`wms-secret-old\` (a WMS that asks for credentials), \`wms-rotation-failed\` (\`wmsKeys\`), \`subscription-missing\` and \`api-version-ends\` (\`reconciliation.watchSubscriptions\`).

| key | goes to | what it means | seen | missing data | explained by |
|---|---|---|---|---|---|
`;

export const alarmDocument = (): string => `${heading}${documentedTable.map(rowText).join('\n')}\n`;
