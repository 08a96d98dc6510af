/** watch-bridge among fakes: what the others leave behind is what it sees. */
import { describe, expect, it } from 'vitest';
import { makeHandler } from '../../functions/watch-bridge/handler.ts';
import { closedCircuit } from '../../lib/circuit/circuit.ts';
import { holdByHand } from '../../lib/circuit/holds.ts';
import { circuitSchema } from '../../lib/config/circuit-policy.ts';
import { countLetters } from '../../lib/watch/count-letters.ts';
import { makeWatch, type Watched, type WatchPorts } from '../../lib/watch/watch.ts';
import { deadLetter, orderMessage } from '../builders/order-message.ts';
import { makeFakeCircuitItem } from '../fakes/circuit-item.ts';
import { makeFakeDeadLetters } from '../fakes/dead-letters.ts';
import { makeFakeOrderQueue } from '../fakes/order-queue.ts';
import { makeFakeOrderRecords } from '../fakes/order-records.ts';

const settings = circuitSchema.parse({});
const start = Date.UTC(2026, 10, 22, 12);
const order = { shop: 'demo.myshopify.com', orderId: '1001' };
const instant = Date.UTC(2026, 10, 22, 11, 59);

/** @param given - sources that are read otherwise. */
const makeWorld = (given: Partial<WatchPorts['read']> = {}) => {
  let time = start;
  const now = () => time;
  const orders = makeFakeOrderQueue({ now });
  const letters = makeFakeDeadLetters({ now });
  const circuit = makeFakeCircuitItem();
  const records = makeFakeOrderRecords(circuit);
  const told: Watched[] = [];
  const depth = (visible: number) => ({ visible, inFlight: 0, delayed: 0 });
  const read: WatchPorts['read'] = {
    ordersQueue: async () => depth(orders.bodies().length),
    lettersQueue: async () => depth(letters.bodies().length),
    circuit: circuit.read,
    waiting: async () => {
      const [first, ...others] = await records.waiting();
      if (first === undefined) return { count: 0, complete: true };
      const oldest = { order: first.order, since: Date.parse(first.since) };
      return { count: others.length + 1, complete: true, oldest };
    },
    letters: () => countLetters(letters.index),
    wmsSecret: async () => start - 86_400_000,
    ...given,
  };
  const tell = (watched: Watched) => void told.push(watched);
  return {
    ...{ orders, letters, circuit, records, told },
    handler: makeHandler({ watch: makeWatch({ read, tell, now }, settings) }),
    pass: (seconds: number) => {
      time += seconds * 1_000;
    },
  };
};

describe('watch-bridge', () => {
  it('sees nothing wait where nothing does, and beats', async () => {
    const { handler, told } = makeWorld();
    expect(await handler()).toEqual({
      gauges: {
        ...{ heartbeat: 1, queueDepth: 0, queueInFlight: 0, lettersOnQueue: 0 },
        ...{ ordersWaiting: 0, oldestUndeliveredAge: 0 },
        ...{ lettersWaiting: 0, lettersByClass: {}, oldestLetterAge: 0 },
        ...{ circuitState: 0, circuitOpenAge: 0, circuitClosedAge: 86_400 },
        ...{ throttledOnlyAge: 0, credentialsHeld: 0, wmsSecretDays: 1 },
      },
      ...{ cut: [], failed: [] },
    });
    expect(told).toHaveLength(1);
  });

  it('sees an order wait from its first failure until it is delivered', async () => {
    const { handler, orders, records, pass } = makeWorld();
    await orders.enqueue({ body: '{}', groupId: 'g', deduplicationId: 'd' });
    const waiting = { instant, generation: 0, since: new Date(start).toISOString(), ended: true };
    await records.markWaiting(order, waiting);
    pass(61);
    expect(await handler()).toMatchObject({
      gauges: { queueDepth: 1, ordersWaiting: 1, oldestUndeliveredAge: 61 },
      oldestOrder: 'demo.myshopify.com/1001',
    });
    const decided = { version: '2026-11-22T11:59:00Z', instant, hash: 'h', generation: 0 };
    const at = '2026-11-22T12:01:02.000Z';
    await records.markDecided(order, { ...decided, at, outcome: 'delivered' });
    expect((await handler()).gauges).toMatchObject({ ordersWaiting: 0, oldestUndeliveredAge: 0 });
  });

  it('sees a parked order until its letter is settled', async () => {
    const { handler, letters, pass } = makeWorld();
    const message = orderMessage({ order: { orderId: '1001' } });
    const letter = { letterId: 'letter-1', parkedAt: new Date(start).toISOString() };
    await letters.park(deadLetter({ message, letter, groupId: 'letter-1' }));
    pass(7 * 86_400);
    expect((await handler()).gauges).toMatchObject({
      ...{ lettersWaiting: 1, lettersByClass: { rejected: 1 }, oldestLetterAge: 604_800 },
      lettersOnQueue: 1,
    });
    const [waiting] = (await letters.index.page(1)).letters;
    if (waiting === undefined) throw new Error('no letter waits');
    await letters.index.settle(waiting, { how: 'discarded', at: letter.parkedAt, jobId: 'j' });
    expect((await handler()).gauges).toMatchObject({ lettersWaiting: 0, oldestLetterAge: 0 });
  });

  it('sees a hold, and whether it asks for other credentials', async () => {
    const { handler, circuit } = makeWorld();
    const held = holdByHand(settings, closedCircuit, { reason: 'stocktaking' }, start);
    await circuit.replace(held.circuit, undefined);
    expect((await handler()).gauges).toMatchObject({ circuitState: 2, credentialsHeld: 0 });
    expect(circuit.calls().writes).toBe(1);
  });

  it('with the table away tells what the queues say, and that it is blind', async () => {
    const away = async () => Promise.reject(new RangeError('the table is away'));
    const { handler } = makeWorld({ circuit: away, waiting: away, letters: away });
    expect(await handler()).toEqual({
      gauges: {
        ...{ heartbeat: 0, queueDepth: 0, queueInFlight: 0, lettersOnQueue: 0 },
        wmsSecretDays: 1,
      },
      cut: [],
      failed: ['circuit', 'waiting', 'letters'].map((source) => ({ source, error: 'RangeError' })),
    });
  });

  it('with Secrets Manager away beats all the same', async () => {
    const away = async () => Promise.reject(new Error('away'));
    const { gauges } = await makeWorld({ wmsSecret: away }).handler();
    expect([gauges.heartbeat, 'wmsSecretDays' in gauges]).toEqual([1, false]);
  });
});
