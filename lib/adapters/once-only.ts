/**
 * Powertools idempotency around a delivery: the first of three layers against doubling.
 *
 * Powertools remembers whatever is returned and forgets whatever is thrown. A returned failure would be
 * replayed to every retry as if it were the final answer, so only a delivery is returned inside, and
 * every other outcome is thrown there and turned back into a value here.
 */
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { Context } from 'aws-lambda';
import { type DeliveryOutcome, isDelivered } from '../delivery/outcome.ts';
import type { DeliverOnce } from '../delivery/settle-ports.ts';
import { errorName } from '../order/error-name.ts';

/** Longer than a letter may wait (14 days) and be replayed, with as much again to spare. */
const rememberedDays = 60;
/** Explicit and stable: by default it would be the function's name, and a renamed one would forget. */
const keyPrefix = 'wms-order';

/** Private: how an outcome that must be forgotten leaves Powertools. */
class NotRemembered extends Error {}

/** What is remembered of a delivery: plain JSON, far below an item's size, without personal data. */
type Remembered = { readonly wmsOrderId: string };

export type OnceOnly = {
  readonly deliverOnce: DeliverOnce;
  /** Once per invocation: a claim then ends with the invocation, not after 60 days. */
  readonly beginInvocation: (context: Context) => void;
};

/** @param persistenceStore - used by nothing else: the prefix is state of the layer. */
export const makeOnceOnly = (persistenceStore: BasePersistenceLayer): OnceOnly => {
  const config = new IdempotencyConfig({
    throwOnNoIdempotencyKey: true,
    expiresAfterSeconds: rememberedDays * 86_400,
    hashFunction: 'sha256',
  });
  const runOnce = makeIdempotent(
    async (_key: string, work: () => Promise<Remembered>): Promise<Remembered> => work(),
    { persistenceStore, config, keyPrefix, dataIndexArgument: 0 },
  );

  const deliverOnce: DeliverOnce = async (idempotencyKey, work) => {
    let outcome: DeliveryOutcome | undefined;
    try {
      const { wmsOrderId } = await runOnce(idempotencyKey, async () => {
        outcome = await work();
        if (!isDelivered(outcome)) throw new NotRemembered();
        return { wmsOrderId: outcome.wmsOrderId };
      });
      return outcome ?? { kind: 'delivered', wmsOrderId, attempts: 0, remembered: true };
    } catch (error) {
      // Also where Powertools failed to remember or to forget: what the WMS said still holds.
      if (outcome !== undefined) return outcome;
      return withoutOutcome(error);
    }
  };
  const beginInvocation: OnceOnly['beginInvocation'] = (context) => {
    // Powertools takes 0 for "unknown", and such a claim would last as long as a delivery is remembered.
    const getRemainingTimeInMillis = () => Math.max(1, context.getRemainingTimeInMillis());
    config.registerLambdaContext({ ...context, getRemainingTimeInMillis });
  };
  return { deliverOnce, beginInvocation };
};

/** By name: two bundled copies of a package have two classes. */
const withoutOutcome = (error: unknown): Awaited<ReturnType<DeliverOnce>> => {
  const name = errorName(error);
  // Not found: there was a claim a moment ago, and its holder has just forgotten it.
  if (name === 'IdempotencyAlreadyInProgressError' || name === 'IdempotencyItemNotFoundError') {
    return { kind: 'claimed-elsewhere' };
  }
  if (name === 'IdempotencyPersistenceLayerError' || name === 'IdempotencyInconsistentStateError') {
    return { kind: 'state-unreachable' };
  }
  throw error;
};
