/** The WMS as the contract says, and what it saw: every version that arrived, and every one that it had. */
import type { AttemptOutcome } from '../../../lib/delivery/attempt.ts';
import type { AttemptCall } from '../../../lib/delivery/deliver.ts';

export const makeWorldWms = () => {
  const current = new Map<string, { readonly instant: number; readonly note: string }>();
  const answered = new Set<string>();
  const effects = new Map<string, number>();
  const seen = new Map<string, number[]>();
  const applied = new Map<string, number[]>();
  const keys: string[] = [];
  return {
    noteOf: (orderId: string) => current.get(orderId)?.note,
    /** For each key, how often it changed an order. */
    effects,
    /** For each order, the versions that arrived, as instants. */
    seen,
    /** Of every request, in the order of their arrival. */
    keys,
    /** For each order, the versions that it had, as instants. */
    applied,
    /** It loses the order; which keys it has answered it remembers. */
    forget: (orderId: string): void => {
      current.delete(orderId);
      applied.delete(orderId);
    },
    put: ({ orderId, version, body, idempotencyKey }: AttemptCall): AttemptOutcome => {
      keys.push(idempotencyKey);
      const instant = Date.parse(version);
      const { note } = JSON.parse(body) as { readonly note: string };
      seen.set(orderId, [...(seen.get(orderId) ?? []), instant]);
      const known = current.get(orderId);
      const accepted = { kind: 'delivered', wmsOrderId: `W-${orderId}` } as const;
      if (answered.has(idempotencyKey)) return accepted;
      if (known && known.instant > instant) {
        const currentVersion = new Date(known.instant).toISOString();
        return { kind: 'superseded', currentVersion };
      }
      answered.add(idempotencyKey);
      if (known?.note !== note) {
        effects.set(idempotencyKey, (effects.get(idempotencyKey) ?? 0) + 1);
      }
      current.set(orderId, { instant, note });
      applied.set(orderId, [...(applied.get(orderId) ?? []), instant]);
      return accepted;
    },
  };
};
