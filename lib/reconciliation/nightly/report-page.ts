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

/** On a narrow screen a row is a block, and each of its cells says what it is. */
type Table = {
  readonly caption: string;
  /** @default - every row begins with what it is about, and has one cell */
  readonly heads?: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
};

const table = ({ caption, heads, rows }: Table): string =>
  [
    `<table${heads ? ' class="wide"' : ''}>\n<caption>${shown(caption)}</caption>`,
    ...(heads ? [`<thead><tr>${heads.map(headOf).join('')}</tr></thead>`] : []),
    `<tbody>\n${rows.map((row) => rowOf(row, heads)).join('\n')}\n</tbody>\n</table>`,
  ].join('\n');

const headOf = (head: string): string => `<th scope="col">${shown(head)}</th>`;

const rowOf = (
  [first = '', ...cells]: readonly (string | number)[],
  heads: readonly string[] = [],
): string =>
  `<tr><th scope="row">${shown(first)}</th>${cells.map((cell, n) => cellOf(cell, heads[n + 1])).join('')}</tr>`;

const cellOf = (cell: string | number, head: string | undefined): string => {
  const marks = [
    ...(typeof cell === 'number' ? [' class="number"'] : []),
    ...(head === undefined ? [] : [` data-head="${shown(head)}"`]),
  ];
  return `<td${marks.join('')}>${shown(cell)}</td>`;
};

/** Of what may become of a difference that alone which became of one. */
const countsTable = ({ counts, found }: NightlyReport): string => {
  const ends = outcomes.filter((outcome) => endedAs(counts, outcome) > 0);
  return table({
    caption: 'Differences',
    heads: ['kind', 'found', ...ends.map((outcome) => outcomeTexts[outcome])],
    rows: differenceKinds.map((kind) => [
      kindTexts[kind],
      found[kind],
      ...ends.map((outcome) => counts[kind][outcome]),
    ]),
  });
};

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
  const heads = ['order', 'what', 'in Shopify', 'at the WMS', 'done'];
  return `${table({ caption: 'Orders', heads, rows })}${more}`;
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
  table({
    caption: 'The comparison',
    rows: [
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
  });

const titles: { readonly [Kind in Verdict]: string } = {
  well: 'all is well',
  repaired: 'all is well again',
  look: 'somebody must look',
};

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;background:Canvas;color:CanvasText}
h1{font-size:1.3rem}h2{font-size:1.1rem}.look{border-left:.4rem solid #c33;padding-left:.8rem}.well,.repaired{border-left:.4rem solid #2a2;padding-left:.8rem}
table{border-collapse:collapse;margin:1.5rem 0}caption{text-align:left;font-weight:600}h1,li{overflow-wrap:anywhere}
th,td{text-align:left;padding:.25rem .8rem .25rem 0;border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent);vertical-align:top;font-weight:400}
thead th{font-weight:600}td.number{text-align:right;font-variant-numeric:tabular-nums}
@media(max-width:60rem){th,td{overflow-wrap:anywhere}.wide,.wide tbody,.wide tr,.wide th{display:block}.wide thead{display:none}.wide tr{padding:.4rem 0;border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent)}.wide th,.wide td{border:0;padding:.1rem 0}
.wide tbody th{font-weight:600}.wide td{display:flex;gap:.8rem;text-align:left}.wide td::before{content:attr(data-head);flex:0 0 9rem}}`;

/** Nothing is loaded and nothing runs, whatever stands in it. */
const policy = "default-src 'none'; style-src 'unsafe-inline'";

export const reportPage = (report: NightlyReport): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${shown(`${report.shop}: ${titles[report.verdict]}`)}</title>
<style>${style}</style>
</head>
<body>
<h1 class="${report.verdict}">${shown(headlineOf(report))}</h1>
${[todos(report), countsTable(report), differencesTable(report), factsTable(report)].filter(Boolean).join('\n')}
</body>
</html>
`;
