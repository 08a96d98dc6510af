/**
 * How long trouble of our own (a write that fails, a bug) has kept a message, as one environment sees it.
 *
 * Not told by its receives: a message that has waited through an outage has many, and no trouble.
 */
import type { DeliverySettings } from '../config/policy.ts';

/** For so many seconds the message is hidden, growing with its trouble. */
export type OwnTrouble = (messageId: string) => number;

type Seen = { readonly firstAt: number; readonly lastAt: number };

/** The messages that are kept in mind: far more than are in trouble unless all are. */
const messagesMax = 1_000;

export const makeOwnTrouble = (
  { stateUnreachableSeconds: least, stateUnreachableSecondsMax: most }: DeliverySettings,
  now: () => number,
): OwnTrouble => {
  const seen = new Map<string, Seen>();
  return (messageId) => {
    const at = now();
    const before = seen.get(messageId);
    // What was long over begins anew.
    const isOver = before === undefined || at - before.lastAt > 2 * most * 1_000;
    const firstAt = isOver ? at : before.firstAt;
    seen.delete(messageId);
    seen.set(messageId, { firstAt, lastAt: at });
    const [oldest] = seen.keys();
    if (seen.size > messagesMax && oldest !== undefined) seen.delete(oldest);
    return Math.min(Math.max((at - firstAt) / 1_000, least), most);
  };
};
