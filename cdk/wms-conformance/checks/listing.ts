/** Clauses about `GET /orders`, where the WMS offers it. */
import {
  broken,
  expectStatus,
  type Finding,
  type Findings,
  firstBroken,
  holds,
} from '../finding.ts';
import type { Kit } from '../kit.ts';
import type { Exchange } from '../wire.ts';
import { inEveryScript } from './contents.ts';
import { type Entry, type Page, readPage } from './read-page.ts';

const pagesMax = 20;
/** A clock of the WMS that is so far behind ours still shows all orders of this run. */
const clockDifferenceMillis = 10 * 60_000;
const notOfferedStatuses = [404, 405, 501];
const inTheFuture = '2100-01-01T00:00:00Z';

type Listed =
  | { readonly kind: 'listed'; readonly entries: readonly Entry[]; readonly last: Exchange }
  | { readonly kind: 'broken'; readonly finding: Finding };

const pageShape =
  '200 with orders [{order_id, wms_order_id, version, status, updated_at}] and next_cursor';

const listAll = async ({ ask }: Kit, since: string, content = false): Promise<Listed> => {
  const entries: Entry[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const query = new URLSearchParams({ updated_since: since });
    if (content) query.set('content', 'true');
    if (cursor !== null) query.set('cursor', cursor);
    const exchange = await ask('GET', `/orders?${query}`, { about: query.toString() });
    const page: Page | null = readPage(exchange);
    if (page === null) return { kind: 'broken', finding: broken(exchange, pageShape) };
    entries.push(...page.entries);
    cursor = page.nextCursor;
    if (cursor === null) return { kind: 'listed', entries, last: exchange };
  }
  return { kind: 'broken', finding: { kind: 'not-checked', note: `more than ${pagesMax} pages` } };
};

const checkComplete = ({ taken }: Kit, { entries, last }: Listed & { kind: 'listed' }): Finding => {
  const versions = new Map(entries.map((each) => [each.order_id, each.version]));
  for (const [orderId, version] of taken()) {
    const listed = versions.get(orderId);
    if (listed === undefined) return broken(last, `order ${orderId} in the list`);
    if (Date.parse(listed) !== Date.parse(version)) {
      return broken(last, `order ${orderId} with version ${version}, not ${listed}`);
    }
  }
  return holds;
};

const checkSince = async (kit: Kit, listed: Listed & { kind: 'listed' }): Promise<Finding> => {
  const times = listed.entries.map((each) => Date.parse(each.updated_at));
  if (times.some((time, index) => time < (times[index - 1] ?? time))) {
    return broken(listed.last, 'orders by updated_at, the oldest first');
  }
  const later = await listAll(kit, inTheFuture);
  if (later.kind === 'broken') return later.finding;
  return later.entries.length === 0
    ? holds
    : broken(later.last, 'no order, for nothing has changed in the future');
};

const findEntry = async (kit: Kit, since: string, orderId: string, content = false) => {
  const listed = await listAll(kit, since, content);
  if (listed.kind === 'broken') return listed;
  const entry = listed.entries.find((each) => each.order_id === orderId);
  return entry === undefined
    ? ({ kind: 'broken', finding: broken(listed.last, `order ${orderId} in the list`) } as const)
    : ({ kind: 'found', entry, last: listed.last } as const);
};

const checkRepeat = async (kit: Kit, since: string): Promise<Finding> => {
  const [order, key] = [kit.orders.next(), kit.newKey()];
  await kit.put(order, { key });
  const before = await findEntry(kit, since, order.order_id);
  if (before.kind === 'broken') return before.finding;
  await kit.put(order, { key });
  const after = await findEntry(kit, since, order.order_id);
  if (after.kind === 'broken') return after.finding;
  return after.entry.updated_at === before.entry.updated_at
    ? holds
    : broken(after.last, `updated_at ${before.entry.updated_at} as before, not moved`);
};

/** The same JSON, whatever the order of an object's keys. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

const fieldOf = (value: unknown, field: string): unknown =>
  value !== null && typeof value === 'object' ? Reflect.get(value, field) : undefined;

const firstDifference = (sent: object, kept: unknown): string =>
  Object.keys(sent).find(
    (field) => sorted(fieldOf(sent, field)) !== sorted(fieldOf(kept, field)),
  ) ?? 'a field that was not sent';

const checkContent = async (kit: Kit, since: string): Promise<Finding> => {
  const order = kit.orders.next(inEveryScript);
  await kit.put(order);
  const found = await findEntry(kit, since, order.order_id, true);
  if (found.kind === 'broken') return found.finding;
  const { entry, last } = found;
  if (entry.order === undefined)
    return { kind: 'not-offered', note: 'content=true gives no order' };
  const kept = sorted(entry.order) === sorted(order);
  if (kept) return holds;
  const field = firstDifference(order, entry.order);
  const came = `${field}: ${JSON.stringify(fieldOf(entry.order, field))}`;
  return { ...broken(last, `${field}: ${JSON.stringify(fieldOf(order, field))}`), came };
};

export const checkListing = async (kit: Kit, startedAt: number): Promise<Findings> => {
  const since = new Date(startedAt - clockDifferenceMillis).toISOString();
  const first = await kit.ask('GET', `/orders?updated_since=${since}`);
  if (notOfferedStatuses.includes(first.answer?.status ?? 0)) {
    const note: Finding = {
      kind: 'not-offered',
      note: `GET /orders is answered ${first.came.slice(0, 3)}`,
    };
    return {
      ...{ 'list.page': note, 'list.complete': note, 'list.since': note },
      ...{ 'list.repeat': note, 'list.content': note },
    };
  }
  const listed = await listAll(kit, since);
  if (listed.kind === 'broken') return { 'list.page': listed.finding };
  const unknown =
    kit.login.kind === 'none'
      ? null
      : await kit.ask('GET', `/orders?updated_since=${since}`, { credentials: {} });
  return {
    'list.page': firstBroken(unknown === null ? null : expectStatus(unknown, [401])),
    'list.complete': checkComplete(kit, listed),
    'list.since': await checkSince(kit, listed),
    'list.repeat': await checkRepeat(kit, since),
    'list.content': await checkContent(kit, since),
  };
};
