/**
 * May this order version still be sent? Compares it with what is decided or parked, as instants.
 */
import type { OrderMessage } from '../order/order-message.ts';
import { type Decided, instantOf, type OrderRecord } from '../order/order-record.ts';
import type { ReceivedOrder } from './received.ts';

export type Verdict =
  /** To be sent under this generation of its key. `tie`: the same version had other content before. */
  | { readonly kind: 'fresh'; readonly generation: number; readonly tie: boolean }
  /** A newer version is decided or parked, the WMS said that it has one, or a person discarded this one. */
  | { readonly kind: 'superseded' }
  /** The WMS has this very content. `advance`: under an older version, so the record moves on. */
  | { readonly kind: 'unchanged'; readonly advance: boolean };

/** What a message's fate depends on. */
export type Judged = {
  readonly version: string;
  readonly hash: string;
  /** That a repair wants; null, like left out, of whatever is none. */
  readonly generation?: number | null;
};

/**
 * Shopify's clock has whole seconds. Of two contents with the same version the later arrival is sent,
 * with the generation raised: else the key's first use would answer for it.
 *
 * A repair is sent whatever became of its version, once: when its generation is decided it is like any other
 * message, and so is each copy of it.
 *
 * @param older - the order's other messages in hand, which are dropped if this one is.
 */
export const guardVersion = (
  message: OrderMessage,
  record: OrderRecord,
  older: readonly ReceivedOrder[],
): Verdict => judgeVersion(judgedOf(message), record, older);

const judgedOf = ({ data }: OrderMessage): Judged => ({
  version: data.order.version,
  hash: data.hash,
  generation: data.generation ?? null,
});

/** The same for what is known of a message without having it. */
export const judgeVersion = (
  judged: Judged,
  record: OrderRecord,
  older: readonly ReceivedOrder[],
): Verdict => {
  const instant = instantOf(judged.version);
  const { decided, parked } = record;
  if (parked !== undefined && instant < parked.instant) return { kind: 'superseded' };
  const repair = dueRepair(judged, decided, older);
  if (decided === undefined) return { kind: 'fresh', generation: repair ?? 0, tie: false };
  if (instant < decided.instant) return { kind: 'superseded' };

  const tie = instant === decided.instant;
  const sameContent = judged.hash === decided.hash;
  if (repair !== undefined) {
    return { kind: 'fresh', generation: repair, tie: tie && !sameContent };
  }
  const delivered = sameContent && decided.outcome === 'delivered';
  if (delivered && !mayHaveChanged(decided, record, older)) {
    return { kind: 'unchanged', advance: !tie };
  }
  if (!tie) return { kind: 'fresh', generation: 0, tie: false };
  if (!sameContent || delivered) {
    return { kind: 'fresh', generation: decided.generation + 1, tie: !sameContent };
  }
  // The WMS has said that it has a newer one, or a person discarded it. What was knowingly not sent is
  // judged anew instead, because the settings may have changed since.
  return decided.outcome === 'not_sent'
    ? { kind: 'fresh', generation: decided.generation, tie: false }
    : { kind: 'superseded' };
};

/**
 * The generation under which this version is sent for a repair in hand, which may be an older message: that
 * one goes with this one, and what it wanted must not go with it. Nothing where no repair is due.
 */
const dueRepair = (
  newest: Judged,
  decided: Decided | undefined,
  older: readonly ReceivedOrder[],
): number | undefined => {
  const inHand = [newest, ...older.map(({ message }) => judgedOf(message))];
  const due = inHand.filter((one) => isDueRepair(one, decided));
  if (due.length === 0) return undefined;
  const instant = instantOf(newest.version);
  const wanted = due.map((one) => (instantOf(one.version) === instant ? (one.generation ?? 0) : 0));
  return Math.max(...wanted);
};

const isDueRepair = ({ version, generation }: Judged, decided: Decided | undefined): boolean => {
  if (generation === undefined || generation === null) return false;
  if (decided === undefined) return true;
  const age = instantOf(version) - decided.instant;
  return age > 0 || (age === 0 && generation > decided.generation);
};

/**
 * A → B → A: whether the WMS may have B although nobody recorded it, because its answer was lost or the
 * function died. Then A is not `unchanged`: it must be sent once more, or B would stay.
 */
const mayHaveChanged = (
  { instant, hash }: Decided,
  { waitingSince, parked }: OrderRecord,
  older: readonly ReceivedOrder[],
): boolean =>
  waitingSince !== undefined ||
  parked !== undefined ||
  older.some(
    ({ receives, message: { data } }) =>
      receives > 1 && instantOf(data.order.version) >= instant && data.hash !== hash,
  );
