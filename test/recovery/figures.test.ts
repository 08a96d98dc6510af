import { describe, expect, it } from 'vitest';
import { figuresOf, latenciesOf, mostInASecond } from './figures.ts';
import type { Recording } from './recording.ts';
import { at, smallRecording } from './small-recording.ts';

describe('the figures of an outage', () => {
  it('are reckoned from when the WMS went and came back', () => {
    expect(figuresOf(smallRecording())).toMatchObject({
      freeAt: at(40),
      secondsToOpen: 4,
      requestsWhileAway: 3,
      probes: 2,
      waiting: 2,
      secondsToFirst: 3,
      secondsToLast: 4,
      lost: 0,
      doubled: 0,
      parked: 0,
      notAccepted: 0,
    });
  });

  it('count attempts where nobody was there to count requests', () => {
    expect(figuresOf(smallRecording('refused'))).toMatchObject({ requestsWhileAway: 4, probes: 2 });
  });

  it('are reckoned from the end of the last pause that the WMS asked for', () => {
    expect(figuresOf(smallRecording('429'))).toMatchObject({
      freeAt: at(51),
      secondsToOpen: 4,
      secondsToLast: -7,
    });
  });

  it('tell latencies apart: there before, met by the outage, placed after', () => {
    const { before, during, after } = figuresOf(smallRecording()).latencies;
    expect(before).toEqual({ orders: 1, p50: 100, p95: 100, max: 100 });
    expect(during).toEqual({ orders: 2, p50: 24_000, p95: 34_000, max: 34_000 });
    expect(after).toEqual({ orders: 1, p50: 1_000, p95: 1_000, max: 1_000 });
  });

  const changed: readonly [string, Partial<Recording>, object][] = [
    ['an order that never came is lost', { wms: without('3') }, { lost: 1, secondsToLast: null }],
    [
      'one that was never accepted is not lost',
      { wms: without('3'), orders: notAccepted('3') },
      { notAccepted: 1, lost: 0, secondsToLast: 3 },
    ],
    [
      'one that is parked is not lost',
      { wms: without('3'), parked: ['3'] },
      { lost: 0, parked: 1 },
    ],
    ['a letter that no line tells of is parked', { letters: 2 }, { parked: 2 }],
    ['two effects are one too many', { wms: twice('2') }, { doubled: 1 }],
    [
      'a key with two bodies, too',
      { wms: { ...smallRecording().wms, violations: 1 } },
      { doubled: 1 },
    ],
  ];
  it.each(changed)('%s', (_what, change, figures) => {
    expect(figuresOf({ ...smallRecording(), ...change })).toMatchObject(figures);
  });
});

function without(orderId: string): Recording['wms'] {
  const { wms } = smallRecording();
  return { ...wms, orders: wms.orders.filter((order) => order.orderId !== orderId) };
}

function notAccepted(orderId: string): Recording['orders'] {
  return smallRecording().orders.map((order) =>
    order.orderId === orderId ? { ...order, acceptedAt: null } : order,
  );
}

function twice(orderId: string): Recording['wms'] {
  const { wms } = smallRecording();
  return {
    ...wms,
    orders: wms.orders.map((order) =>
      order.orderId === orderId ? { ...order, effects: 2, served: 2 } : order,
    ),
  };
}

describe('requests in any one second', () => {
  it.each([
    [[], 0],
    [[5], 1],
    [[0, 999], 2],
    [[0, 1_000], 1],
    [[1_500, 0, 700, 1_400, 1_699], 4],
  ])('of %j are %i at most', (times, most) => {
    expect(mostInASecond(times)).toBe(most);
  });
});

it('a percentile is the nearest rank, and of nothing there is none', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(latenciesOf(hundred)).toEqual({ orders: 100, p50: 50, p95: 95, max: 100 });
  expect(latenciesOf([])).toEqual({ orders: 0, p50: null, p95: null, max: null });
});
