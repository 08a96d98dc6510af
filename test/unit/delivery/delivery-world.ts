/**
 * Queue, records, circuit, letters, memory and WMS around deliver-order, with faults between any two of
 * them. Time is an argument; a killed environment does nothing any more, and its messages come back.
 */
import { circuitSchema } from '../../../lib/config/circuit-policy.ts';
import { deliverySchema, sendSchema } from '../../../lib/config/policy.ts';
import { type Attempt, type AttemptCall, makeDeliver } from '../../../lib/delivery/deliver.ts';
import { makeDeliverBatch } from '../../../lib/delivery/deliver-batch.ts';
import { isDelivered } from '../../../lib/delivery/outcome.ts';
import { makePacer } from '../../../lib/delivery/pacer.ts';
import { makePass } from '../../../lib/delivery/pass.ts';
import type { DeliverOnce } from '../../../lib/delivery/settle-ports.ts';
import { makeTableAway } from '../../../lib/delivery/table-away.ts';
import { encodeMessage } from '../../../lib/order/order-message.ts';
import type { StageReport } from '../../../lib/order/stage-report.ts';
import { circuitOver } from '../../builders/circuit.ts';
import { orderMessage } from '../../builders/order-message.ts';
import { makeFakeCircuitItem } from '../../fakes/circuit-item.ts';
import { makeFakeDeadLetters } from '../../fakes/dead-letters.ts';
import { makeFakeOrderQueue } from '../../fakes/order-queue.ts';
import { makeFakeOrderRecords } from '../../fakes/order-records.ts';
import { makeWorldWms } from './delivery-world-wms.ts';

/** What one attempt meets. */
export const attemptFaults = [
  'none',
  'unavailable',
  'throttled',
  'accepted-then-lost',
  'unauthorized',
  'forbidden',
  'rejected',
  'bug',
  'killed-before',
  'killed-after',
] as const;
export type AttemptFault = (typeof attemptFaults)[number];
/** What one batch meets. */
export const batchFaults = ['none', 'reads-fail', 'writes-fail', 'parking-fails'] as const;
export type BatchFault = (typeof batchFaults)[number];

export type Arrival = {
  readonly orderId: string;
  readonly version: string;
  readonly note: string;
  /** Of a repair. @default - it came by webhook */
  readonly generation?: number;
};

const shop = 'demo.myshopify.com';
const visibilitySeconds = 90;
const claimMillis = 15_000;
/** Two orders are enough to open the circuit: more would seldom fail together here. */
const circuitSettings = { ordersToOpen: 2 };
const settings = {
  ...deliverySchema.parse({ attemptsMax: 2 }),
  circuit: circuitSchema.parse(circuitSettings),
};
const never = <Value>(): Promise<Value> => new Promise(() => {});

/** Time, and all that outlives an environment. */
const makeSurroundings = (perGroup: 'one' | 'several') => {
  let now = Date.UTC(2026, 10, 22, 10);
  const clock = () => now;
  const item = makeFakeCircuitItem();
  const claims = new Map<string, { readonly until: number; readonly wmsOrderId?: string }>();
  const deliverOnce: DeliverOnce = async (key, work) => {
    const claim = claims.get(key);
    if (claim?.wmsOrderId !== undefined) {
      const { wmsOrderId } = claim;
      return { kind: 'delivered', wmsOrderId, attempts: 0, remembered: true };
    }
    if (claim && claim.until > now) return { kind: 'claimed-elsewhere' };
    claims.set(key, { until: now + claimMillis });
    const outcome = await work().catch((error) => {
      claims.delete(key);
      throw error;
    });
    if (isDelivered(outcome))
      claims.set(key, { until: Number.POSITIVE_INFINITY, wmsOrderId: outcome.wmsOrderId });
    else claims.delete(key);
    return outcome;
  };
  return {
    clock,
    advance: (millis: number): void => {
      now += millis;
    },
    item,
    queue: makeFakeOrderQueue({ now: clock, perGroup, batchSize: 4, visibilitySeconds }),
    letters: makeFakeDeadLetters({ now: clock, perGroup }),
    records: makeFakeOrderRecords(item),
    wms: makeWorldWms(),
    deliverOnce,
    reports: [] as StageReport[],
    /** Orders of which the WMS may have had a version that nobody could write down. */
    unrecorded: new Set<string>(),
    secret: { version: 1 },
  };
};
type Surroundings = ReturnType<typeof makeSurroundings>;

/** What the present invocation of an environment meets. */
type Meets = { readonly batch: BatchFault; readonly faultOf: (orderId: string) => AttemptFault };

/** What one attempt comes to; the WMS may have the order although nobody hears of it. */
const meet = (
  fault: AttemptFault,
  call: AttemptCall,
  {
    put,
    kill,
    secretVersion,
  }: {
    readonly put: (call: AttemptCall) => Awaited<ReturnType<Attempt>>;
    readonly kill: <Value>() => Promise<Value>;
    readonly secretVersion: string;
  },
): ReturnType<Attempt> | Awaited<ReturnType<Attempt>> => {
  switch (fault) {
    case 'none':
      return put(call);
    case 'unavailable':
      return { kind: 'unavailable', cause: 'status', status: 503 };
    case 'throttled':
      return { kind: 'throttled', status: 429, retryAfterSeconds: 2 };
    case 'unauthorized':
      return { kind: 'unauthorized', reason: 'refused', status: 401, secretVersion };
    case 'forbidden':
      return { kind: 'forbidden', status: 403, secretVersion };
    case 'rejected':
      return { kind: 'rejected', status: 422 };
    case 'accepted-then-lost':
      put(call);
      return { kind: 'unavailable', cause: 'timeout' };
    case 'bug':
      throw new TypeError('a bug');
    case 'killed-before':
      return kill();
    case 'killed-after':
      put(call);
      return kill();
  }
};

/** One environment of deliver-order, until it is killed. */
const makeEnvironment = (world: Surroundings) => {
  const { clock, records, letters, queue, item, unrecorded } = world;
  const wait = async (millis: number) => world.advance(millis);
  const dead = Promise.withResolvers<'killed'>();
  let isAlive = true;
  let meets: Meets = { batch: 'none', faultOf: () => 'none' };
  let putNow = new Set<string>();

  const whileAlive =
    <Args extends readonly unknown[], Value>(
      port: (...args: Args) => Promise<Value>,
      failsIn?: BatchFault,
    ) =>
    async (...args: Args): Promise<Value> => {
      if (!isAlive) return never();
      if (meets.batch === failsIn) throw new Error('away');
      return port(...args);
    };
  const kill = <Value>(): Promise<Value> => {
    isAlive = false;
    for (const orderId of putNow) unrecorded.add(orderId);
    dead.resolve('killed');
    return never();
  };
  const put = (call: AttemptCall, heard: boolean) => {
    putNow.add(call.orderId);
    if (!heard || meets.batch === 'writes-fail') unrecorded.add(call.orderId);
    return world.wms.put(call);
  };

  const circuit = circuitOver(
    { read: whileAlive(item.read, 'reads-fail'), replace: whileAlive(item.replace, 'writes-fail') },
    { now: clock, readSecretVersion: async () => `v${world.secret.version}` },
    circuitSettings,
  );
  const pass = makePass(makePacer(1.8, { now: clock, wait }), circuit);
  const attempt: Attempt = async (call) => {
    const withheld = await pass(call.lease ?? 'attempt', new AbortController().signal);
    if (withheld) return withheld;
    if (!isAlive) return never();
    const fault = meets.faultOf(call.orderId);
    const secretVersion = `v${world.secret.version}`;
    const heard = fault !== 'accepted-then-lost';
    return meet(fault, call, { put: (one) => put(one, heard), kill, secretVersion });
  };
  const random = () => 0.5;
  const deliver = makeDeliver({
    attempt,
    circuit,
    settings,
    now: clock,
    wait,
    random,
    randomHex: (bytes) => '0'.repeat(2 * bytes),
    observeAttempt: () => {},
  });
  const deliverBatch = makeDeliverBatch({
    readState: whileAlive(records.readState, 'reads-fail'),
    markDecided: whileAlive(records.markDecided, 'writes-fail'),
    markParked: whileAlive(records.markParked, 'writes-fail'),
    markWaiting: whileAlive(records.markWaiting, 'writes-fail'),
    markBegun: whileAlive(records.markBegun, 'writes-fail'),
    markReread: whileAlive(records.markReread, 'writes-fail'),
    park: whileAlive(letters.park, 'parking-fails'),
    hide: whileAlive(queue.hide),
    deliver,
    deliverOnce: whileAlive(world.deliverOnce),
    circuit,
    tableAway: makeTableAway(settings, clock),
    report: (report) => world.reports.push(report),
    settings,
    send: sendSchema.parse({}),
    now: clock,
    random,
  });

  return {
    isAlive: () => isAlive,
    /** One invocation; a killed one leaves all that it had in hand. */
    invoke: async (given: Meets): Promise<void> => {
      const received = await queue.receive();
      if (received.length === 0) return;
      meets = given;
      putNow = new Set();
      const ended = await Promise.race([deliverBatch(received, () => 15_000), dead.promise]);
      if (ended === 'killed') return;
      const back = new Set(ended.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { messageId, receiptHandle } of received) {
        if (!back.has(messageId)) await queue.remove(receiptHandle);
      }
    },
  };
};

export const makeDeliveryWorld = (perGroup: 'one' | 'several') => {
  const world = makeSurroundings(perGroup);
  const { queue, records, secret, advance } = world;
  let sent = 0;
  let environment = makeEnvironment(world);

  /** `attempts` are met one by each, after which all goes well; or each order meets its own. */
  const invoke = async (
    batch: BatchFault,
    attempts: AttemptFault[] | Meets['faultOf'],
  ): Promise<void> => {
    if (!environment.isAlive()) environment = makeEnvironment(world);
    const faultOf = Array.isArray(attempts) ? () => attempts.shift() ?? 'none' : attempts;
    await environment.invoke({ batch, faultOf });
  };
  return {
    ...world,
    arrive: async ({ orderId, version, note, generation }: Arrival): Promise<void> => {
      sent += 1;
      const repair = generation === undefined ? {} : { origin: 'repair' as const, generation };
      const message = orderMessage({ order: { orderId, version, note }, data: repair });
      const groupId = `${shop}/${orderId}`;
      const deduplicationId = String(sent);
      await queue.enqueue({ body: encodeMessage(message), groupId, deduplicationId });
    },
    invoke,
    /** The secret is put right, and then invocations without faults; false where something stays. */
    drain: async (): Promise<boolean> => {
      secret.version += 1;
      for (let round = 0; round < 200 && queue.bodies().length > 0; round++) {
        advance(2_000_000);
        await invoke('none', []);
      }
      return queue.bodies().length === 0;
    },
    pass: (seconds: number): void => advance(seconds * 1_000),
    recordOf: (orderId: string) => records.readRecord(shop, orderId),
  };
};
