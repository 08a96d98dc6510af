/**
 * A report as one HTML file that needs nothing else: no script, no font, no request. Pure.
 */
import { escaped } from './plot.ts';
import type { Table } from './table.ts';

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1b2430, #e7ebf0); --soft: light-dark(#566171, #a3b0be);
  --paper: light-dark(#f5f7f9, #12171d); --card: light-dark(#fff, #1b222b); --line: light-dark(#d5dce3, #33404d);
  --good: light-dark(#176b3a, #6fd39a); --bad: light-dark(#a51d2d, #ff8f8f); --main: light-dark(#1d4f91, #7db4ff);
  --away: light-dark(#f3e3d3, #35291c); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 .5rem; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .25rem; }
.verdict { border: 1px solid var(--line); border-left: 4px solid var(--good); border-radius: .4rem; background: var(--card);
  padding: .5rem .75rem; margin: 0; font-weight: 600; } .verdict.broken { border-left-color: var(--bad); color: var(--bad); }
.when { color: var(--soft); margin: .5rem 0 0; }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: baseline; font-variant-numeric: tabular-nums; }
th, td { white-space: nowrap; } th:first-child, td:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; }
thead th { font-size: .875rem; color: var(--soft); } .kept { color: var(--good); } .broken { color: var(--bad); font-weight: 600; }
.plots { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); margin-top: 1.5rem; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .5rem; min-width: 0; }
figcaption { font-size: .875rem; font-weight: 600; padding: 0 .25rem .25rem; }
svg { display: block; width: 100%; height: auto; } svg text { font: 11.5px system-ui, sans-serif; fill: var(--soft); }
.away { fill: var(--away); } .grid { stroke: var(--line); } .limit { stroke: var(--bad); stroke-dasharray: 5 4; stroke-width: 1.5; }
.curve { fill: none; stroke: var(--main); stroke-width: 1.6; } .good { fill: var(--good); } .bad { fill: var(--bad); } .main { fill: var(--main); }
@media (max-width: 30rem) { body { padding: .5rem; } th, td { padding: .3rem .35rem; font-size: .875rem; } }
@media (forced-colors: active) { .good, .bad, .main { fill: CanvasText; } .curve, .limit { stroke: CanvasText; } }`;

const classOf = (cell: string): string => {
  if (cell === 'kept') return ' class="kept"';
  return cell === 'BROKEN' ? ' class="broken"' : '';
};

const tableOf = ({ title, head, rows }: Table): string => {
  const headRow = head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('');
  const bodyRows = rows.map(
    (row) => `<tr>${row.map((cell) => `<td${classOf(cell)}>${escaped(cell)}</td>`).join('')}</tr>`,
  );
  return `<h2>${escaped(title)}</h2><table><thead><tr>${headRow}</tr></thead><tbody>${bodyRows.join('')}</tbody></table>`;
};

export type Page = {
  readonly title: string;
  readonly verdict: string;
  readonly allKept: boolean;
  /** When it was recorded, and on what. */
  readonly when: string;
  readonly tables: readonly Table[];
  /** SVG. */
  readonly plots: string;
  /** What has to be known to read the plots. */
  readonly legend: string;
};

export const pageOf = ({ title, verdict, allKept, when, tables, plots, legend }: Page): string =>
  `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<link rel="icon" href="data:,"><title>${escaped(title)}</title><style>${style}</style></head>
<body><main><h1>${escaped(title)}</h1>
<p class="verdict${allKept ? '' : ' broken'}">${escaped(verdict)}</p>
<p class="when">${escaped(when)}</p>
${tables.map(tableOf).join('\n')}
<div class="plots">${plots}</div>
<p class="when">${escaped(legend)}</p>
</main></body></html>
`;
