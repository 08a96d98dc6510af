/**
 * How the WMS treats a request, by the plan alone: what is scheduled at that moment, and what is wrong
 * with that order.
 */
import type { Plan } from './plan.ts';
import type { PlanPart, Trouble } from './plan-parts.ts';

export type Endpoint = 'orders' | 'token';

export type Treatment =
  | { readonly kind: 'serve' }
  /** Nobody listens. */
  | { readonly kind: 'refuse' }
  /** Nothing is done and nothing is said. */
  | { readonly kind: 'hang' }
  /** Done, and then the process of whoever asked ends. */
  | { readonly kind: 'kill' }
  /** The connection ends before anything is done. */
  | { readonly kind: 'reset' }
  /** Said without anything being done. */
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfterSeconds?: number }
  /** A page of somebody else's, with 200. */
  | { readonly kind: 'garbage' }
  /** Done; the answer is lost, and the connection ends or hangs. */
  | { readonly kind: 'answer-lost'; readonly how: 'reset' | 'hang' }
  /** It arrives so much later, when the client has given up. */
  | { readonly kind: 'late'; readonly millis: number }
  /** Done at once, answered so much later. */
  | { readonly kind: 'slow'; readonly millis: number };

export type Moods = {
  /** What is scheduled for everybody at that endpoint; nothing while it is well. */
  readonly outageAt: (endpoint: Endpoint, at: number) => Treatment | undefined;
  /** What is wrong with this order, as the WMS sees it once it knows the caller. */
  readonly troubleOf: (orderId: string, at: number) => Trouble | undefined;
  readonly isForbiddenToAll: (at: number) => boolean;
  /** The share of requests that a brown-out costs. */
  readonly brownOutAt: (at: number) => number;
  readonly slowMillisAt: (at: number) => number;
};

type Outage = Extract<PlanPart, { kind: 'outage' }>;

/** @param plan - with times since the run's beginning, which is at `startsAt`. */
export const makeMoods = (plan: Plan, startsAt: number): Moods => {
  const activeAt = <Kind extends PlanPart['kind']>(kind: Kind, at: number) =>
    plan.parts.find(
      (part): part is Extract<PlanPart, { kind: Kind }> =>
        part.kind === kind && part.from <= at - startsAt && at - startsAt < part.until,
    );
  const troubleByOrder = new Map(
    plan.parts.flatMap((part) => {
      if (part.kind !== 'order') return [];
      const order = plan.orders.find(({ name }) => name === part.order);
      return order ? [[order.orderId, part] as const] : [];
    }),
  );
  return {
    outageAt: (endpoint, at) => {
      const part = activeAt('outage', at);
      return part === undefined ? undefined : treatmentOf(part, endpoint);
    },
    troubleOf: (orderId, at) => {
      const part = troubleByOrder.get(orderId);
      return part?.mended === true && at - startsAt >= part.until ? undefined : part?.trouble;
    },
    isForbiddenToAll: (at) => activeAt('forbidden-all', at) !== undefined,
    brownOutAt: (at) => activeAt('brown-out', at)?.share ?? 0,
    slowMillisAt: (at) => activeAt('slow', at)?.millis ?? 0,
  };
};

const treatmentOf = (
  { how, retryAfterSeconds }: Outage,
  endpoint: Endpoint,
): Treatment | undefined => {
  switch (how) {
    case 'refuse':
      return { kind: 'refuse' };
    case 'hang':
      return { kind: 'hang' };
    case 'status-500':
      return { kind: 'answer', status: 500 };
    case 'status-503':
      return { kind: 'answer', status: 503 };
    case 'status-503-retry-after':
      return { kind: 'answer', status: 503, retryAfterSeconds };
    case 'throttle':
      return { kind: 'answer', status: 429 };
    case 'throttle-retry-after':
      return { kind: 'answer', status: 429, retryAfterSeconds };
    case 'garbage':
      return endpoint === 'orders' ? { kind: 'garbage' } : undefined;
    case 'token-refuse':
      return endpoint === 'token' ? { kind: 'refuse' } : undefined;
    case 'token-status-503':
      return endpoint === 'token' ? { kind: 'answer', status: 503 } : undefined;
  }
};
