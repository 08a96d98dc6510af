/**
 * The report as a page that a person reads: what is wrong first, then what to do, then the numbers. Plain,
 * self-contained, without a script.
 */
import { differenceKinds, endedAs, type Handled, outcomes } from './difference.ts';
import type { NightlyReport, Verdict } from './nightly-report.ts';
import { gapText, headlineOf, kindTexts, outcomeTexts, todoTexts } from './report-words.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const shown = (text: string | number): string =>
  String(text).replace(/[&<>"']/g, (character) => escapes[character] ?? character);

const todos = ({ counts, gaps }: NightlyReport): string => {
  const items = [
    ...gaps.map(gapText),
    ...outcomes.flatMap((outcome) => {
      const number = endedAs(counts, outcome);
      const text = todoTexts[outcome];
      return number > 0 && text !== undefined
        ? [`${number} ${outcomeTexts[outcome]}. ${text}`]
        : [];
    }),
  ];
  if (items.length === 0) return '';
  return `<h2>To know and to do</h2>\n<ul>\n${items.map((item) => `<li>${shown(item)}</li>`).join('\n')}\n</ul>`;
};

const table = (
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string =>
  [
    `<table>\n<caption>${shown(caption)}</caption>`,
    `<thead><tr>${heads.map((head) => `<th scope="col">${shown(head)}</th>`).join('')}</tr></thead>`,
    `<tbody>\n${rows.map(rowOf).join('\n')}\n</tbody>\n</table>`,
  ].join('\n');

const rowOf = ([head = '', ...cells]: readonly (string | number)[]): string =>
  `<tr><th scope="row">${shown(head)}</th>${cells.map(cellOf).join('')}</tr>`;

const cellOf = (cell: string | number): string =>
  typeof cell === 'number' ? `<td class="number">${shown(cell)}</td>` : `<td>${shown(cell)}</td>`;

const countsTable = ({ counts, found }: NightlyReport): string =>
  table(
    'Differences',
    ['kind', 'found', ...outcomes.map((outcome) => outcomeTexts[outcome])],
    differenceKinds.map((kind) => [
      kindTexts[kind],
      found[kind],
      ...outcomes.map((outcome) => counts[kind][outcome]),
    ]),
  );

const versionText = (version: string | null | undefined): string =>
  version === undefined ? '–' : (version ?? 'none');

const differencesTable = ({ differences, differencesNotNamed }: NightlyReport): string => {
  if (differences.length === 0) return '';
  const rows = differences.map((one: Handled) => [
    one.orderId,
    kindTexts[one.kind],
    versionText(one.version),
    versionText(one.wmsVersion),
    outcomeTexts[one.outcome],
  ]);
  const more = differencesNotNamed > 0 ? `\n<p>And ${differencesNotNamed} more.</p>` : '';
  return `${table('Orders', ['order', 'what', 'in Shopify', 'at the WMS', 'done'], rows)}${more}`;
};

const mebibytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`;

const factsTable = ({
  shop,
  deployment,
  by,
  run,
  span,
  compared,
  work,
  ...report
}: NightlyReport): string =>
  table(
    'The comparison',
    ['', ''],
    [
      ['shop', shop],
      ['deployment', deployment],
      ['orders changed', `from ${span.since} to ${span.until}`],
      ['compared', `${compared.orders}`],
      ['in the list of the WMS', compared.wmsOrders === null ? 'no list' : `${compared.wmsOrders}`],
      ['begun', `${report.begunAt} by ${by}`],
      ['finished', report.finishedAt],
      ['work', `${(work.millis / 1_000).toFixed(1)} s in ${work.slices} slices`],
      ['memory', `${mebibytes(work.rssBytes)}, of it heap ${mebibytes(work.heapBytes)}`],
      ['run', run],
    ],
  );

const titles: { readonly [Kind in Verdict]: string } = {
  well: 'all is well',
  repaired: 'all is well again',
  look: 'somebody must look',
};

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.3rem}.look{border-left:.4rem solid #c33;padding-left:.8rem}.well,.repaired{border-left:.4rem solid #2a2;padding-left:.8rem}
table{border-collapse:collapse;margin:1.5rem 0;display:block;overflow-x:auto}caption{text-align:left;font-weight:600}
th,td{text-align:left;padding:.25rem .8rem .25rem 0;border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent);vertical-align:top;font-weight:400}
thead th{font-weight:600}td.number{text-align:right;font-variant-numeric:tabular-nums}`;

export const reportPage = (report: NightlyReport): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${shown(`${report.shop}: ${titles[report.verdict]}`)}</title>
<style>${style}</style>
</head>
<body>
<h1 class="${report.verdict}">${shown(headlineOf(report))}</h1>
${[todos(report), countsTable(report), differencesTable(report), factsTable(report)].filter(Boolean).join('\n')}
</body>
</html>
`;
