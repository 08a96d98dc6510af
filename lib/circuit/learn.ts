/**
 * What the circuit learns from an attempt, and when that is worth a write.
 */
import type { CircuitSettings } from '../config/circuit-policy.ts';
import type { Circuit, Lease, Transition } from './circuit.ts';
import type { FailureRate } from './failure-rate.ts';
import type { SharedCircuit } from './shared-circuit.ts';
import {
  afterFailedProbe,
  afterFailure,
  afterFailureRate,
  afterSuccess,
  afterThrottle,
} from './transitions.ts';

/** What an attempt says of the WMS. */
export type News = {
  readonly order: string;
  readonly lease?: Lease;
} & (
  | { readonly kind: 'alive' }
  /** `told`: it counts together with those of other orders, from the second of a delivery on. */
  | { readonly kind: 'failure'; readonly nextTryAt: number; readonly told: boolean }
  /** 429: everybody waits until then. */
  | { readonly kind: 'throttled'; readonly until: number }
);

/** While watching an environment writes a success at most this often. */
const successMillisMin = 1_000;

/** The circuit as it is afterwards. Rejects where a write that matters cannot be made. */
export const makeLearn = (
  settings: CircuitSettings,
  shared: SharedCircuit,
  tooManyFail: FailureRate,
  now: () => number,
) => {
  let successAt = Number.NEGATIVE_INFINITY;

  const alive = async (order: string): Promise<Circuit> => {
    tooManyFail({ order, failed: false }, now());
    const { block, watchUntil } = shared.seen();
    const watching = watchUntil >= now();
    const due = Math.abs(now() - successAt) >= successMillisMin;
    if (block === undefined && !(watching && due)) return shared.seen();
    successAt = now();
    return shared.change((circuit) => afterSuccess(circuit, order, now()));
  };

  const failure = async (news: Extract<News, { kind: 'failure' }>): Promise<Circuit> => {
    const tooMany = tooManyFail({ order: news.order, failed: true }, now());
    if (!tooMany && !news.told && news.lease === undefined) return shared.seen();
    return shared.change((circuit) => {
      const after = failureOf(settings, circuit, news, now());
      return tooMany && after.circuit.block === undefined
        ? afterFailureRate(settings, after.circuit, now())
        : after;
    });
  };

  const throttled = ({ until, lease }: Extract<News, { kind: 'throttled' }>): Promise<Circuit> =>
    shared.change((circuit) =>
      afterThrottle(settings, circuit, { until, holder: lease?.holder }, now()),
    );

  return (news: News): Promise<Circuit> => {
    if (news.kind === 'alive') return alive(news.order);
    return news.kind === 'failure' ? failure(news) : throttled(news);
  };
};

/** The failure of a probe counts as one only while nobody else has the lease. */
const failureOf = (
  settings: CircuitSettings,
  circuit: Circuit,
  news: Extract<News, { kind: 'failure' }>,
  now: number,
): Transition => {
  const probed = news.lease !== undefined && circuit.probe?.holder === news.lease.holder;
  if (probed) return afterFailedProbe(settings, circuit, news, now);
  return news.told ? afterFailure(settings, circuit, news, now) : { circuit };
};
