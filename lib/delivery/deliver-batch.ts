/**
 * A batch from the orders queue: its groups in parallel, each order's fate isolated from the others',
 * and the one place that says what goes back. SQS deletes whatever this answer does not name.
 */
import type { CircuitGuard } from '../circuit/guard.ts';
import { errorName } from '../order/error-name.ts';
import type { OrderRecord } from '../order/order-record.ts';
import { reportOf } from './delivery-report.ts';
import { deferUnreachable, type Ending, keyOf } from './endings.ts';
import { makeOwnTrouble, type OwnTrouble } from './own-trouble.ts';
import { type Group, groupReceived, newestOf, type Received } from './received.ts';
import { settleGroup } from './settle-group.ts';
import type { OrderKey, SettlePorts } from './settle-ports.ts';
import { deferNewer, parkUnreadable } from './unreadable.ts';

export type BatchPorts = SettlePorts & {
  /** The records and the circuit in one consistent read; an order that nobody has seen has an empty one. */
  readonly readState: (orders: readonly OrderKey[]) => Promise<State>;
  readonly circuit: Pick<CircuitGuard, 'refresh'>;
  /** One call for all. Best effort: what fails comes back after the queue's visibility timeout. */
  readonly hide: (messages: readonly HiddenMessage[]) => Promise<void>;
};
export type State = {
  readonly recordOf: (order: OrderKey) => OrderRecord;
  /** The circuit's item; undefined where there is none. */
  readonly circuit: unknown;
};
export type HiddenMessage = { readonly receiptHandle: string; readonly seconds: number };

export type BatchResponse = { readonly batchItemFailures: { readonly itemIdentifier: string }[] };

/** With what the environment remembers of its own troubles. */
type OwnPorts = BatchPorts & { readonly trouble: OwnTrouble };

type Settled = { readonly received: Received; readonly ending: Ending };

/** @param remainingMillis - until this invocation is killed. */
export const makeDeliverBatch = (given: BatchPorts) => {
  const ports: OwnPorts = { ...given, trouble: makeOwnTrouble(given.settings, given.now) };
  return async (
    received: readonly Received[],
    remainingMillis: () => number,
  ): Promise<BatchResponse> => {
    const settled = await settleInTime(ports, received, remainingMillis);
    const returning = settled.flatMap(({ received: { messageId, receiptHandle }, ending }) =>
      ending.kind === 'back' ? [{ messageId, receiptHandle, seconds: ending.seconds }] : [],
    );
    if (returning.length > 0) await ports.hide(returning);
    return respond(received, settled, returning);
  };
};

const settleInTime = async (
  ports: OwnPorts,
  received: readonly Received[],
  remainingMillis: () => number,
): Promise<readonly Settled[]> => {
  const lacksTime = () => remainingMillis() < ports.settings.startMillisMin;
  if (lacksTime()) return notBegun(received);
  const groups = groupReceived(received);
  const recordOf = await readRecordsOf(ports, groups);
  // A slow table takes time that a delivery would then lack; one that is away needs none, and a wait.
  if (recordOf !== undefined && lacksTime()) return notBegun(received);
  return settleAll(ports, groups, recordOf, deadlineOf(ports, remainingMillis()));
};

const notBegun = (received: readonly Received[]): readonly Settled[] =>
  received.map((message) => ({ received: message, ending: { kind: 'back', seconds: 0 } }));

const deadlineOf = ({ settings, now }: BatchPorts, remainingMillis: number): number =>
  now() + Math.min(settings.deadlineMillis, remainingMillis - settings.reserveMillis);

/** @throws Error where a message was forgotten: SQS would take it for a success and delete it. */
const respond = (
  received: readonly Received[],
  settled: readonly Settled[],
  returning: readonly { readonly messageId: string }[],
): BatchResponse => {
  const settledIds = new Set(settled.map((one) => one.received.messageId));
  const forgotten = received.filter(({ messageId }) => !settledIds.has(messageId));
  if (forgotten.length > 0) throw new Error(`${forgotten.length} messages were not settled`);
  return {
    batchItemFailures: returning.map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
};

/** Nothing where the table cannot be reached: then nothing may be sent either. */
const readRecordsOf = async (
  ports: BatchPorts,
  groups: readonly Group[],
): Promise<State['recordOf'] | undefined> => {
  const newest = groups.flatMap(({ orders }) => newestOf(orders) ?? []);
  const state = await ports.readState(newest.map(keyOf)).catch(() => undefined);
  if (state === undefined) return undefined;
  ports.tableAway.back();
  ports.circuit.refresh(state.circuit);
  return state.recordOf;
};

/**
 * Side by side; but an order whose deliveries began and never ended comes last and alone, so that it
 * takes no other with it if it ends the process again.
 */
const settleAll = async (
  ports: OwnPorts,
  groups: readonly Group[],
  recordOf: State['recordOf'] | undefined,
  deadline: number,
): Promise<readonly Settled[]> => {
  const begunOf = ({ orders }: Group): number => {
    const newest = newestOf(orders);
    return (newest && recordOf?.(keyOf(newest)).begun) ?? 0;
  };
  const isSuspect = (group: Group) => begunOf(group) >= ports.settings.aloneBegun;
  const trusted = groups.filter((group) => !isSuspect(group));
  const settle = (group: Group) => settleOne(ports, group, recordOf, deadline);
  const settled = (await Promise.all(trusted.map(settle))).flat();
  const suspects = groups.filter(isSuspect).sort((a, b) => begunOf(a) - begunOf(b));
  for (const group of suspects) settled.push(...(await settle(group)));
  return settled;
};

const settleOne = async (
  ports: OwnPorts,
  { orders, unreadable, newer }: Group,
  recordOf: State['recordOf'] | undefined,
  deadline: number,
): Promise<readonly Settled[]> => {
  const lost = await Promise.all(
    unreadable.map(async (message) => ({
      received: message,
      ending: await parkUnreadable(ports, message),
    })),
  );
  // What came before or after the unknown schema waits with it, so that the order of versions holds.
  if (newer.length > 0) {
    const waiting = [...orders, ...newer].map(async (received) => ({
      received,
      ending: await deferNewer(ports, received),
    }));
    return [...lost, ...(await Promise.all(waiting))];
  }
  const newest = newestOf(orders);
  if (newest === undefined) return lost;
  const ending =
    recordOf === undefined
      ? deferUnreachable(ports, newest)
      : await settleGroup(ports, orders, recordOf(keyOf(newest)), deadline).catch((error) => {
          // One order's trouble must not fail its batch mates, and no trouble may lose it.
          const seconds = ports.trouble(newest.messageId);
          const facts = { reason: 'unexpected_error', error: errorName(error), seconds };
          ports.report(reportOf(newest, 'deferred', ports.now(), facts));
          return { kind: 'back', seconds } as const;
        });
  return [...lost, ...orders.map((order) => ({ received: order, ending }))];
};
