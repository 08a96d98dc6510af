/**
 * Shopify's search syntax, as far as orders are looked for here: terms that all must hold, and `OR`
 * between groups of them.
 *
 * What is not simulated is refused aloud: a simulation that ignores a filter hides the bug behind it.
 */
import { badRequest } from './connection.ts';
import { byId, type Row, type Stamp } from './order-index.ts';

type Comparator = '' | '>' | '>=' | '<' | '<=';
type Term = {
  readonly field: string;
  readonly comparator: Comparator;
  readonly value: string;
  readonly quoted: boolean;
};
export type Search = (row: Row) => boolean;

const termPattern =
  /\s*(?:(AND|OR)(?=\s)|([a-z_]+):(>=|<=|>|<)?(?:'([^']*)'|"([^"]*)"|([^\s'"()]+)))(?=\s|$)/y;
const queryLengthMax = 20_000;

/** Groups of terms: one group must hold, and of it every term. */
const parseGroups = (query: string): readonly (readonly Term[])[] => {
  if (query.length > queryLengthMax) throw badRequest('the search query is too long');
  const groups: Term[][] = [[]];
  const text = query.trim();
  const pattern = new RegExp(termPattern);
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const [, word, field = '', comparator = '', single, double, bare] = pattern.exec(text) ?? [];
    if (word === 'OR') groups.push([]);
    else if (field) {
      const quoted = single ?? double;
      const value = quoted ?? bare ?? '';
      const term = { field, comparator: comparator as Comparator, value };
      groups.at(-1)?.push({ ...term, quoted: quoted !== undefined });
    } else if (word === undefined) {
      throw badRequest(`this part of the search is not simulated: ${text.slice(at).trim()}`);
    }
  }
  return groups;
};

const compare = (comparator: Comparator, difference: number): boolean => {
  switch (comparator) {
    case '':
      return difference === 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
  }
};

const dayMillis = 86_400_000;

/**
 * A timestamp ends at its first colon unless it is quoted: what is left of it is its day, and the search
 * gives older orders than were asked for, and younger ones too.
 */
const instantOf = ({ comparator, value, quoted }: Term): number => {
  const whole = Date.parse(
    /T/.test(value) && !/(Z|[+-]\d\d:?\d\d)$/.test(value) ? `${value}Z` : value,
  );
  if (Number.isNaN(whole)) throw badRequest(`"${value}" is no timestamp`);
  if (quoted || !value.includes(':')) return whole;
  const day = Math.floor(whole / dayMillis) * dayMillis;
  return comparator.startsWith('<') ? day + dayMillis - 1_000 : day;
};

const timeFields: Readonly<Record<string, keyof Stamp>> = {
  created_at: 'CREATED_AT',
  processed_at: 'PROCESSED_AT',
  updated_at: 'UPDATED_AT',
};

const statusOf = ({ order }: Row): string => {
  if (order.cancelled_at !== null) return 'cancelled';
  return order.closed_at === null ? 'open' : 'closed';
};

const wordFields: Readonly<Record<string, (row: Row, value: string) => boolean>> = {
  name: ({ order }, value) => (order.name ?? '').replace(/^#/, '') === value.replace(/^#/, ''),
  status: (row, value) =>
    value === 'any' ||
    (value.startsWith('not_') ? statusOf(row) !== value.slice(4) : statusOf(row) === value),
  test: ({ order }, value) => String(order.test) === value,
  financial_status: ({ order }, value) => order.financial_status === value.toLowerCase(),
};

const searchOf = (term: Term): Search => {
  const { field, comparator, value } = term;
  const time = timeFields[field];
  if (time !== undefined) {
    const instant = instantOf(term);
    return ({ stamp }) => compare(comparator, stamp[time] - instant);
  }
  if (field === 'id') return ({ order }) => compare(comparator, byId(order.id, value));
  const word = wordFields[field];
  if (word === undefined || comparator !== '')
    throw badRequest(`a search by ${field}:${comparator} is not simulated`);
  return (row) => word(row, value);
};

/** @throws a refusal of what is not simulated. */
export const parseSearch = (query: string | null | undefined): Search => {
  const groups = parseGroups(query ?? '').map((terms) => terms.map(searchOf));
  return (row) => groups.some((searches) => searches.every((search) => search(row)));
};
