/** A recording small enough to be reckoned by hand: the WMS goes at 10 s and is back at 40 s. */
import type { OutageMode, Recording } from './recording.ts';

const start = Date.parse('2026-11-22T10:00:00Z');
export const at = (seconds: number): number => start + seconds * 1_000;

const placed = (number: number, placedSecond: number) => ({
  orderId: String(number),
  placedAt: at(placedSecond),
  acceptedAt: at(placedSecond) + 20,
});
const there = (number: number, second: number) => ({
  orderId: String(number),
  effects: 1,
  receivedAt: at(second),
  served: 1,
});
const request = (second: number, status: number | null, retryAfter: number | null = null) => ({
  atMillis: at(second),
  path: '/orders/1',
  orderId: '1',
  status,
  retryAfter,
});

export const smallRecording = (mode: OutageMode = '503'): Recording => ({
  plan: {
    mode,
    outageSeconds: 30,
    ordersPerMinute: 6,
    beforeSeconds: 10,
    afterSeconds: 10,
    divisor: 1,
  },
  limitPerSecond: 10,
  startedAt: at(0),
  leftAt: at(10),
  returnedAt: at(40),
  endedAt: at(60),
  orders: [placed(1, 1), placed(2, 9), placed(3, 20), placed(4, 45)],
  attempts: [11, 12, 25, 30, 42].map((second) => ({ at: at(second), outcome: 'unavailable' })),
  circuit: [
    { at: at(14), change: mode === '429' ? 'paused' : 'opened' },
    { at: at(25), change: 'probe_failed' },
    { at: at(42), change: mode === '429' ? 'pause_ended' : 'closed' },
  ],
  parked: [],
  letters: 0,
  lines: [
    { orderId: '3', at: at(20), stage: 'received', why: null, hiddenSeconds: null },
    { orderId: '3', at: at(21), stage: 'deferred', why: 'circuit_open', hiddenSeconds: 4.73 },
    { orderId: '3', at: at(44.1), stage: 'processed', why: null, hiddenSeconds: null },
  ],
  wms: {
    requests: [
      request(1, 201),
      ...(mode === '429'
        ? [request(11, 429, 20), request(31, 429, 20)]
        : [request(11, 503), request(20, 503), request(30, 503)]),
      request(43, 201),
      request(44, 201),
      request(46, 201),
    ],
    orders: [there(1, 1.1), there(2, 43), there(3, 44), there(4, 46)],
    violations: 0,
  },
});
