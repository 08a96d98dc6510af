/**
 * The result for a person, one aligned line per clause, or as JSON. No secret gets into either.
 */
import type { Checked } from './check-wms.ts';
import { type ClauseId, clauses } from './clauses.ts';
import type { Finding } from './finding.ts';

const detailLengthMax = 300;

const words: Readonly<Record<Finding['kind'], string>> = {
  holds: 'holds',
  broken: 'does not hold',
  'not-offered': 'not offered',
  'not-checked': 'not checked',
};

export type Report = {
  readonly url: string;
  /** What the ids of the test orders begin with. */
  readonly orderIdsBegin: string;
  readonly orders: number;
  readonly requests: number;
  readonly checked: readonly Checked[];
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
};

/** Whether the WMS keeps what could be checked of the contract. */
export const passes = ({ checked }: Pick<Report, 'checked'>): boolean =>
  checked.every(({ finding }) => finding.kind !== 'broken');

const widthOf = (texts: readonly string[]): number => Math.max(...texts.map((each) => each.length));

const cut = (text: string): string =>
  text.length > detailLengthMax ? `${text.slice(0, detailLengthMax)} …` : text;

type Clean = { readonly clause: ClauseId; readonly finding: Finding };

const clean = ({ checked, redact }: Report): readonly Clean[] =>
  checked.map(({ clause, finding }) => {
    if (finding.kind !== 'broken') return { clause, finding };
    const [sent, expected, came] = [finding.sent, finding.expected, finding.came].map((text) =>
      cut(redact(text)),
    );
    return {
      clause,
      finding: { kind: 'broken', sent: sent ?? '', expected: expected ?? '', came: came ?? '' },
    };
  });

const renderClause =
  (columns: readonly [number, number]) =>
  ({ clause, finding }: Clean): string => {
    const note = 'note' in finding && finding.note !== undefined ? ` (${finding.note})` : '';
    const line = `${clause.padEnd(columns[0])}  ${words[finding.kind].padEnd(columns[1])}  ${clauses[clause].text}${note}`;
    if (finding.kind !== 'broken') return line;
    const { sent, expected, came } = finding;
    return [
      line,
      `    sent      ${sent}`,
      `    expected  ${expected}`,
      `    came      ${came}`,
    ].join('\n');
  };

const count = (checked: readonly Checked[], kind: Finding['kind']): number =>
  checked.filter(({ finding }) => finding.kind === kind).length;

export const renderText = (report: Report): string => {
  const { url, orders, orderIdsBegin, requests, checked } = report;
  const columns = [widthOf(Object.keys(clauses)), widthOf(Object.values(words))] as const;
  const sums = (['holds', 'broken', 'not-offered', 'not-checked'] as const)
    .map((kind) => `${count(checked, kind)} ${words[kind]}`)
    .join(', ');
  return [
    `${url} was sent ${requests} requests with ${orders} test orders (ids ${orderIdsBegin}…, "test": true).`,
    '',
    ...clean(report).map(renderClause(columns)),
    '',
    `${sums}. The clauses are in docs/wms-openapi.yaml.`,
  ].join('\n');
};

export const renderJson = (report: Report): string => {
  const { url, orders, orderIdsBegin, requests } = report;
  const rows = clean(report).map(({ clause, finding: { kind, ...details } }) => {
    const text: { text: string; optional?: true } = clauses[clause];
    return {
      clause,
      result: words[kind],
      optional: text.optional === true,
      text: text.text,
      ...details,
    };
  });
  return JSON.stringify(
    { url, passes: passes(report), requests, orders, orderIdsBegin, clauses: rows },
    null,
    2,
  );
};
