/**
 * How one request is treated when it leaves and when it arrives: what is scheduled for everybody comes
 * first, then the request's own misfortune.
 */
import { between } from '../engine/draw.ts';
import type { Engine } from '../engine/engine.ts';
import type { Moods, Treatment } from './wms-moods.ts';

export type Misfortune = {
  readonly id: string;
  readonly kind: string | undefined;
  readonly endpoint: 'orders' | 'token';
  readonly patienceMillis: number;
};

const retryAfterSecondsMax = 20;
/** Up to ten minutes after the client gave up. */
const lateMillisMax = 600_000;

export const treatmentOf = (
  { draw, time }: Pick<Engine, 'draw' | 'time'>,
  moods: Moods,
  { id, kind, endpoint, patienceMillis }: Misfortune,
): Treatment => {
  const outage = moods.outageAt(endpoint, time.now());
  if (outage !== undefined) return outage;
  const retryAfter = between(draw, `wms/${id}/retry-after`, 1, retryAfterSecondsMax);
  switch (kind) {
    case undefined:
      return { kind: 'serve' };
    case 'brown-out':
      return { kind: 'answer', status: 503 };
    case 'crash-after':
      return { kind: 'kill' };
    case 'refuse':
    case 'reset':
    case 'hang':
    case 'garbage':
      return { kind };
    case 'late':
      return {
        kind,
        millis: Math.round(patienceMillis + draw(`wms/${id}/late`) ** 3 * lateMillisMax),
      };
    case 'slow':
      return { kind, millis: Math.round(patienceMillis * (0.5 + draw(`wms/${id}/slow`) * 0.6)) };
    case 'answer-lost-reset':
      return { kind: 'answer-lost', how: 'reset' };
    case 'answer-lost-hang':
      return { kind: 'answer-lost', how: 'hang' };
    case 'status-500':
      return { kind: 'answer', status: 500 };
    case 'status-503-retry-after':
      return { kind: 'answer', status: 503, retryAfterSeconds: retryAfter };
    case 'status-429':
      return { kind: 'answer', status: 429 };
    case 'status-429-retry-after':
      return { kind: 'answer', status: 429, retryAfterSeconds: retryAfter };
    default:
      throw new Error(`${id}: the WMS knows no fault ${kind}`);
  }
};
