/**
 * Schedule's or operator's request → Shopify is asked what webhooks missed, or whether it still sends any;
 * or a sentence that says how to ask.
 */
import type { Context } from 'aws-lambda';
import type { Reconcile, ReconcileAnswer } from '../../lib/reconciliation/request.ts';

export type Dependencies = {
  readonly reconcile: Reconcile;
  /** Ties what waits for Shopify to this invocation's end. */
  readonly beginInvocation: (remainingMillis: number) => void;
};

export const makeHandler =
  ({ reconcile, beginInvocation }: Dependencies) =>
  (event: unknown, context: Context): Promise<ReconcileAnswer> => {
    beginInvocation(context.getRemainingTimeInMillis());
    return reconcile(event, () => context.getRemainingTimeInMillis());
  };
