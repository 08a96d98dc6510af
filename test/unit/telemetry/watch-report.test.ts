import { beforeAll, describe, expect, it } from 'vitest';
import type { Watched } from '../../../lib/watch/watch.ts';
import { shortOf, type Told, tellAll } from './told.ts';

const whole: Watched = {
  gauges: {
    heartbeat: 1,
    queueDepth: 45,
    queueInFlight: 40,
    ordersWaiting: 12,
    oldestUndeliveredAge: 240,
    lettersWaiting: 7,
    lettersByClass: { rejected: 5, malformed: 2 },
    oldestLetterAge: 5_520,
    lettersOnQueue: 8,
    circuitState: 0,
    circuitOpenAge: 0,
    circuitClosedAge: 86_400,
    throttledOnlyAge: 0,
    credentialsHeld: 0,
    wmsSecretDays: 93,
  },
  oldestOrder: 'demo.myshopify.com/820982911946154508',
  cut: [],
  failed: [],
};
const blind: Watched = {
  gauges: { heartbeat: 0, queueDepth: 2, queueInFlight: 0, lettersOnQueue: 0 },
  cut: [],
  failed: [
    { source: 'circuit', error: 'TimeoutError' },
    { source: 'waiting', error: 'TimeoutError' },
  ],
};

let told: readonly Told[] = [];
beforeAll(async () => {
  const cut: Watched = { ...whole, cut: ['letters'] };
  told = await tellAll([whole, blind, cut].map((one) => ({ watched: [one] })));
});
const lineOf = (one: Told | undefined) => one?.logs.find(({ message }) => message !== undefined);

describe('a watch', () => {
  it('is one line with every value', () => {
    expect(told[0]?.logs).toHaveLength(1);
    expect(lineOf(told[0])).toMatchObject({
      ...{ level: 'INFO', message: 'bridge.watched', correlation_id: 'watch' },
      ...{ shopify_order_id: null, attempt: 0, deployment: 'production', version: '1.2.3' },
      ...{ heartbeat: 1, queue_depth: 45, queue_in_flight: 40, orders_waiting: 12 },
      ...{ oldest_undelivered_age: 240, letters_waiting: 7, oldest_letter_age: 5_520 },
      ...{ letters_by_class: { rejected: 5, malformed: 2 }, letters_on_queue: 8 },
      ...{ circuit_state: 0, circuit_open_age: 0, circuit_closed_age: 86_400 },
      ...{ throttled_only_age: 0, credentials_held: 0, wms_secret_days: 93 },
      oldest_order: 'demo.myshopify.com/820982911946154508',
    });
  });

  it('sets every gauge once, the letters also by their class', () => {
    expect(told[0] && shortOf(told[0]).toSorted()).toEqual(
      [
        ...['Heartbeat 1', 'QueueDepth 45', 'QueueInFlight 40', 'OrdersWaiting 12'],
        ...['OldestUndeliveredAge 240', 'DeadLettersWaiting 7', 'OldestDeadLetterAge 5520'],
        ...['DeadLettersWaiting 5 class=rejected', 'DeadLettersWaiting 2 class=malformed'],
        ...['DeadLettersOnQueue 8', 'CircuitState 0', 'CircuitOpenAge 0', 'CircuitClosedAge 86400'],
        ...['ThrottledOnlyAge 0', 'CredentialsHeld 0', 'WmsSecretDays 93'],
      ].toSorted(),
    );
  });

  it('tells ages in seconds and everything else as a count', () => {
    const units = told[0]?.metrics.map(({ name, unit }) => [name.endsWith('Age'), unit]) ?? [];
    expect(units).toHaveLength(16);
    expect(new Set(units.map((one) => one.join()))).toEqual(
      new Set(['true,Seconds', 'false,Count']),
    );
  });

  it('that could not read everything warns, names what failed, and sets no gauge of it', () => {
    expect(lineOf(told[1])).toMatchObject({
      ...{ level: 'WARN', heartbeat: 0, queue_depth: 2 },
      not_read: [
        { source: 'circuit', error: 'TimeoutError' },
        { source: 'waiting', error: 'TimeoutError' },
      ],
    });
    expect(told[1] && shortOf(told[1]).toSorted()).toEqual([
      'DeadLettersOnQueue 0',
      'Heartbeat 0',
      'QueueDepth 2',
      'QueueInFlight 0',
    ]);
  });

  it('that counted in part says of what', () => {
    expect(lineOf(told[2])).toMatchObject({ level: 'INFO', counted_in_part: ['letters'] });
    expect(lineOf(told[0])).not.toHaveProperty('counted_in_part');
  });
});
