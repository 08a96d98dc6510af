/** Mistakes about versions, memory, and what becomes of a batch. */
import type { Mistake } from './mistake.ts';

const versionGuard = 'lib/delivery/version-guard.ts';
const deliverBatch = 'lib/delivery/deliver-batch.ts';
const onceOnly = 'lib/adapters/once-only.ts';
const orderRecords = 'lib/adapters/order-record-changes.ts';

export const decidingMistakes: readonly Mistake[] = [
  {
    name: 'no-version-guard',
    effect: 'A late webhook brings back what the customer has changed since.',
    file: versionGuard,
    find: "if (instant < decided.instant) return { kind: 'superseded' };",
    replace: '',
  },
  {
    name: 'unchanged-without-advancing',
    effect: 'A change that was taken back comes through after all: A, B, A ends in B.',
    file: versionGuard,
    find: "return { kind: 'unchanged', advance: !tie };",
    replace: "return { kind: 'unchanged', advance: false };",
  },
  {
    name: 'unrecorded-change-forgotten',
    effect: 'What was sent and whose answer was lost stays, although it was taken back since.',
    file: versionGuard,
    find: 'if (delivered && !mayHaveChanged(decided, record, older)) {',
    replace: 'if (delivered) {',
  },
  {
    name: 'generation-not-raised',
    effect: 'Of two contents with one version the WMS keeps the first: the key answers for it.',
    file: versionGuard,
    find: 'generation: decided.generation + 1, tie',
    replace: 'generation: decided.generation, tie',
  },
  {
    name: 'newest-is-the-first',
    effect: 'Of a batch the oldest version is sent and the newest thrown away.',
    file: 'lib/delivery/received.ts',
    find: 'newest === undefined || versionInstant(order) >= versionInstant(newest) ? order : newest,',
    replace:
      'newest === undefined || versionInstant(order) < versionInstant(newest) ? order : newest,',
  },
  {
    name: 'older-overwrites-newer',
    effect: 'A function that was frozen for a minute writes an old fact over a new one.',
    file: orderRecords,
    find: 'decided.instant < :instant OR (decided.instant = :instant AND decided.generation <= :generation))',
    replace:
      'decided.instant < :instant OR decided.instant >= :instant OR decided.generation <= :generation)',
  },
  {
    name: 'failure-remembered',
    effect: 'What failed once counts as delivered for sixty days.',
    file: onceOnly,
    find: `if (!isDelivered(outcome)) throw new NotRemembered();
        return { wmsOrderId: outcome.wmsOrderId };`,
    replace: "return { wmsOrderId: isDelivered(outcome) ? outcome.wmsOrderId : '' };",
  },
  {
    name: 'claim-never-ends',
    effect: 'An order whose delivery was killed is locked for sixty days.',
    file: onceOnly,
    find: 'config.registerLambdaContext({ ...context, getRemainingTimeInMillis });',
    replace: '',
  },
  {
    name: 'claimed-taken-for-done',
    effect: 'An order that somebody else was delivering, and died, is never delivered.',
    file: onceOnly,
    find: "return { kind: 'claimed-elsewhere' };",
    replace: "return { kind: 'delivered', wmsOrderId: 'elsewhere', attempts: 0 };",
  },
  {
    name: 'nothing-goes-back',
    effect: 'Everything that is not delivered at once is deleted from the queue.',
    file: deliverBatch,
    find: 'batchItemFailures: returning.map(({ messageId }) => ({ itemIdentifier: messageId })),',
    replace: 'batchItemFailures: [],',
  },
  {
    name: 'only-the-first-of-a-group-goes-back',
    effect: 'Of an order whose delivery failed only the oldest version is tried again.',
    file: deliverBatch,
    find: 'return [...lost, ...orders.map((order) => ({ received: order, ending }))];',
    replace:
      "return [...lost, ...orders.map((order, nth) => ({ received: order, ending: nth === 0 ? ending : ({ kind: 'gone' } as const) }))];",
  },
  {
    name: 'visibility-left-alone',
    effect: 'Every deferred order comes back after 90 s, whatever it waits for.',
    file: deliverBatch,
    find: 'if (returning.length > 0) await ports.hide(returning);',
    replace: '',
  },
  {
    name: 'sent-without-its-record',
    effect: 'While the table is away, orders are sent again that the warehouse already has.',
    file: deliverBatch,
    find: 'if (state === undefined) return undefined;',
    replace: 'if (state === undefined) return () => ({});',
  },
  {
    name: 'newer-schema-dropped',
    effect: 'While a deploy is half done, the orders of the new release are thrown away.',
    file: 'lib/delivery/unreadable.ts',
    find: "return { kind: 'back', seconds };",
    replace: 'return gone;',
  },
  {
    name: 'begun-never-cleared',
    effect: 'Orders that only waited long are parked as if they killed the process.',
    file: orderRecords,
    find: "ended ? ' REMOVE begun' : ''",
    replace: "ended ? '' : ''",
  },
  {
    name: 'begun-never-counted',
    effect: 'An order that kills its process takes others with it, a thousand times.',
    file: 'lib/delivery/settle-group.ts',
    find: 'await ports.markBegun(keyOf(order));',
    replace: '',
  },
];
