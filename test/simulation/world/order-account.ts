/** What is known of one order, and what the shop and the WMS add to it. It judges nothing. */
import type { OrderRecord } from '../../../lib/order/order-record.ts';
import type { QueuedMessage, TimedEvent } from './world-events.ts';

/** A version that the shop was told 200 for. */
export type Acknowledged = {
  readonly webhook: string;
  readonly version: string;
  readonly instant: number;
  readonly mark: string;
  readonly at: number;
};

export type AtRest = QueuedMessage & { readonly instant: number; readonly at: number };
export type AtWms = {
  readonly instant: number;
  readonly mark: string | null;
  readonly key: string | null;
};

export type OrderAccount = {
  readonly orderId: string;
  /** By version and mark: when the shop first said so, and when it last heard an answer. */
  readonly said: Map<string, { readonly firstAt: number; lastAt: number; open: number }>;
  readonly acknowledged: Acknowledged[];
  /** Of the highest version, and of equal ones the last that was acknowledged. */
  newest: Acknowledged | undefined;
  /** On the orders queue, whether anybody can see them or not. */
  readonly waiting: Map<string, AtRest>;
  readonly letters: Map<string, AtRest>;
  /** Versions under which it was entered to be read again. */
  readonly doubtful: Set<string>;
  record: OrderRecord;
  recordedAt: number;
  /** Everything that the WMS took, in the order of its arrival. */
  readonly taken: AtWms[];
  /** What the WMS has now. */
  atWms: AtWms | undefined;
};

export const keyOfVersion = (version: string | null, mark: string | null): string =>
  `${version} ${mark}`;

/** Shopify's clock has whole seconds: whether it said something else with the same version. */
export const hasTie = ({ said }: OrderAccount, version: string, mark: string | null): boolean =>
  [...said.keys()].some(
    (key) => key.startsWith(`${version} `) && key !== keyOfVersion(version, mark),
  );

/** Done with: the WMS has it, need not have it, or a human must look at it. */
export const settledInstant = ({ decided, parked }: OrderRecord): number =>
  Math.max(decided?.instant ?? 0, parked?.instant ?? 0);

/** The newest version that is on the queue, dealt with, or a dead letter. */
export const coveredInstant = (record: OrderRecord): number =>
  Math.max(record.accepted?.instant ?? 0, settledInstant(record));

export const emptyAccount = (orderId: string): OrderAccount => ({
  orderId,
  said: new Map(),
  acknowledged: [],
  newest: undefined,
  waiting: new Map(),
  letters: new Map(),
  doubtful: new Set(),
  record: {},
  recordedAt: 0,
  taken: [],
  atWms: undefined,
});

export type OrderOf = (orderId: string) => OrderAccount;

/** Shopify gave it to whoever asked: as good as said, in that moment. */
export const show = (event: Extract<TimedEvent, { kind: 'shown' }>, order: OrderOf): void => {
  const { orderId, version, mark, at } = event;
  const { said } = order(orderId);
  const key = keyOfVersion(version, mark);
  const known = said.get(key);
  if (known === undefined) said.set(key, { firstAt: at, lastAt: at, open: 0 });
  else known.lastAt = at;
};

export const post = (event: Extract<TimedEvent, { kind: 'posted' }>, order: OrderOf): void => {
  const { orderId, version, mark, genuine, at } = event;
  if (orderId === null || version === null || !genuine) return;
  const { said } = order(orderId);
  const key = keyOfVersion(version, mark);
  const known = said.get(key);
  if (known === undefined) said.set(key, { firstAt: at, lastAt: at, open: 1 });
  else known.open += 1;
};

export const answer = (event: Extract<TimedEvent, { kind: 'answered' }>, order: OrderOf): void => {
  const { orderId, version, mark, webhook, at, status, keptAs } = event;
  if (orderId === null || version === null || mark === null) return;
  const account = order(orderId);
  const said = account.said.get(keyOfVersion(version, mark));
  if (said !== undefined) {
    said.open -= 1;
    said.lastAt = at;
  }
  if (status !== 200 || keptAs !== 'message') return;
  const acknowledged = { webhook, version, instant: Date.parse(version), mark, at };
  account.acknowledged.push(acknowledged);
  const { newest } = account;
  if (newest === undefined || acknowledged.instant >= newest.instant) account.newest = acknowledged;
};

export const take = (event: Extract<TimedEvent, { kind: 'wms-effect' }>, order: OrderOf): void => {
  const { orderId, outcome, order: content, mark, key } = event;
  if (orderId === null || outcome === 'outdated') return;
  const account = order(orderId);
  const taken = { instant: Date.parse(content.version), mark, key };
  account.taken.push(taken);
  if (outcome !== 'same') account.atWms = taken;
};
