import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Watched } from '../../lib/watch/watch.ts';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, unpaced, until } from './bridge.ts';

// Short times, so that what waits is back within seconds of the WMS's return.
const settings = {
  ...unpaced,
  delivery: { attemptsMax: 2 },
  circuit: {
    ...{ probeSecondsMin: 0.5, probeEarlySecondsMax: 1, probeYieldSeconds: 0.2 },
    ...{ deferSecondsMin: 0.5, probeRunningSecondsMin: 0.5, probeRunningSecondsMax: 0.5 },
  },
};

let bridge: Bridge;
beforeAll(async () => {
  bridge = await startWarmBridge(settings);
});
afterAll(() => bridge?.close());

const newId = makeOrderIds(9_000_001n);
const watch = async (): Promise<Watched> => (await bridge.invoke('watch-bridge', {})) as Watched;

/** Looks as often as an impatient clock would, until what it sees is this. */
const looksMax = 40;
const betweenMillis = 500;
const watchUntil = async (what: string, isSo: (gauges: Watched['gauges']) => boolean) => {
  for (let look = 0; look < looksMax; look++) {
    const watched = await watch();
    if (isSo(watched.gauges)) return watched;
    await new Promise((resolve) => setTimeout(resolve, betweenMillis));
  }
  throw new Error(`watch-bridge did not see ${what}`);
};

/** Every value that watch-bridge has set of a gauge so far, without its repetitions. */
const valuesOf = (gauge: string): readonly unknown[] =>
  bridge
    .records()
    .filter(({ _aws: emf, service }) => emf !== undefined && service === 'watch-bridge')
    .flatMap((line) => (gauge in line && !('class' in line) ? [line[gauge]] : []))
    .filter((value, index, all) => value !== all[index - 1]);

describe('the gauges of the running stack', () => {
  it('are well while nothing waits', async () => {
    expect(await watch()).toEqual({
      gauges: {
        ...{ heartbeat: 1, queueDepth: 0, queueInFlight: 0, lettersOnQueue: 0 },
        ...{ ordersWaiting: 0, oldestUndeliveredAge: 0 },
        ...{ lettersWaiting: 0, lettersByClass: {}, oldestLetterAge: 0 },
        ...{ circuitState: 0, circuitOpenAge: 0, circuitClosedAge: 86_400 },
        ...{ throttledOnlyAge: 0, credentialsHeld: 0, wmsSecretDays: 0 },
      },
      ...{ cut: [], failed: [] },
    });
  });

  it('rise while the WMS is away, and fall when it is back', { timeout: 90_000 }, async () => {
    const { faults } = bridge.wms;
    const fault = faults.add({ kind: 'status', status: 503 });
    for (const id of [newId(), newId(), newId()]) await bridge.send(shopifyOrder({ id }));
    const { gauges, oldestOrder } = await watchUntil(
      'an outage',
      ({ ordersWaiting, circuitState, circuitOpenAge = 0, oldestUndeliveredAge = 0 }) =>
        ordersWaiting === 3 && circuitState === 1 && circuitOpenAge > 0 && oldestUndeliveredAge > 0,
    );
    expect(gauges).toMatchObject({ heartbeat: 1, queueDepth: 3, circuitClosedAge: 0 });
    expect(oldestOrder).toMatch(/^[a-z-]+\.myshopify\.com\/900000[123]$/);

    faults.clear(fault);
    const { gauges: after } = await watchUntil(
      'its end',
      ({ ordersWaiting, queueDepth }) => ordersWaiting === 0 && queueDepth === 0,
    );
    expect(after).toMatchObject({ circuitState: 0, circuitOpenAge: 0, oldestUndeliveredAge: 0 });
    expect(after.circuitClosedAge).toBeLessThan(60);

    expect(valuesOf('CircuitState')).toEqual([0, 1, 0]);
    expect([valuesOf('OrdersWaiting').at(0), valuesOf('OrdersWaiting').at(-1)]).toEqual([0, 0]);
    expect(valuesOf('OrdersWaiting')).toContain(3);
    expect(valuesOf('Heartbeat')).toEqual([1]);
  });

  it('tell a dead letter, by its class, and one line says it all', async () => {
    const id = newId();
    bridge.wms.faults.add({ kind: 'status', status: 422, orderId: id });
    await bridge.send(shopifyOrder({ id }));
    await until('a dead letter', () => bridge.lines(id).find(({ stage }) => stage === 'parked'));
    const { gauges } = await watchUntil('it', ({ lettersWaiting }) => lettersWaiting === 1);
    expect(gauges).toMatchObject({ lettersByClass: { rejected: 1 }, lettersOnQueue: 1 });

    const lines = bridge.records().filter(({ message }) => message === 'bridge.watched');
    expect(lines.at(-1)).toMatchObject({
      ...{ level: 'INFO', correlation_id: 'watch', shopify_order_id: null, attempt: 0 },
      ...{ heartbeat: 1, letters_waiting: 1, letters_by_class: { rejected: 1 } },
    });
  });

  it('tell that the WMS refuses our credentials', { timeout: 60_000 }, async () => {
    bridge.wms.faults.add({ kind: 'status', status: 401 });
    await bridge.send(shopifyOrder({ id: newId() }));
    const { gauges } = await watchUntil('a hold', ({ circuitState }) => circuitState === 2);
    expect(gauges).toMatchObject({ credentialsHeld: 1, circuitOpenAge: 0, circuitClosedAge: 0 });
  });

  it('need no right that the template does not give', () => {
    expect(bridge.notes.filter((note) => note.startsWith('denied: '))).toEqual([]);
  });
});
