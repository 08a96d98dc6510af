/**
 * What a check finds about a clause, and how answers are held against what the contract expects.
 */
import type { ClauseId } from './clauses.ts';
import type { Exchange } from './wire.ts';

export type Finding =
  | { readonly kind: 'holds'; readonly note?: string }
  | Broken
  /** The WMS has nothing that the clause could be about. */
  | { readonly kind: 'not-offered'; readonly note: string }
  | { readonly kind: 'not-checked'; readonly note: string };

export type Broken = {
  readonly kind: 'broken';
  readonly sent: string;
  readonly expected: string;
  readonly came: string;
};

export type Findings = Partial<Record<ClauseId, Finding>>;

export const holds: Finding = { kind: 'holds' };

export const broken = (exchange: Exchange, expected: string): Broken => ({
  kind: 'broken',
  sent: exchange.sent,
  expected,
  came: exchange.came,
});

/** The first thing that is not as it should be; else the clause holds. */
export const firstBroken = (...found: readonly (Broken | null)[]): Finding =>
  found.find((each) => each !== null) ?? holds;

/** The id in a success as the contract wants it; undefined for every other answer. */
export const wmsOrderIdOf = ({ answer }: Exchange): string | undefined => {
  if (answer?.status !== 200 && answer?.status !== 201) return undefined;
  const id = answer.json?.wms_order_id;
  return typeof id === 'string' && id !== '' ? id : undefined;
};

/** @param like - An exchange whose `wms_order_id` it must have, too. */
export const expectAccepted = (exchange: Exchange, like?: Exchange): Broken | null => {
  const id = wmsOrderIdOf(exchange);
  const expectedId = like === undefined ? undefined : wmsOrderIdOf(like);
  if (id !== undefined && (expectedId === undefined || id === expectedId)) return null;
  const which = expectedId === undefined ? 'a wms_order_id' : `wms_order_id "${expectedId}"`;
  return broken(exchange, `200 or 201 with ${which}`);
};

const isInstant = (value: unknown, version: string): boolean =>
  typeof value === 'string' && Date.parse(value) === Date.parse(version);

/** Refused because this version is there. */
export const expectOutdated = (exchange: Exchange, currentVersion: string): Broken | null =>
  exchange.answer?.status === 409 &&
  isInstant(exchange.answer.json?.current_version, currentVersion)
    ? null
    : broken(exchange, `409 with current_version "${currentVersion}"`);

/** These mean something else to the bridge: credentials, a newer version, a pause. */
const noRefusals: readonly number[] = [401, 403, 409, 429];

export const isRefusal = ({ answer }: Exchange): boolean =>
  answer !== null &&
  answer.status >= 400 &&
  answer.status < 500 &&
  !noRefusals.includes(answer.status);

export const expectRefusal = (exchange: Exchange): Broken | null =>
  isRefusal(exchange) ? null : broken(exchange, `a 4xx other than ${noRefusals.join(', ')}`);

/** @param why - Said after the status. */
export const expectStatus = (
  exchange: Exchange,
  statuses: readonly number[],
  why = '',
): Broken | null =>
  statuses.includes(exchange.answer?.status ?? 0)
    ? null
    : broken(exchange, `${statuses.join(' or ')}${why}`);
