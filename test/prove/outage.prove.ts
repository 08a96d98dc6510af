/**
 * The promise itself, in real time and in each way that a WMS can be away: five minutes without it while
 * 250 orders come in.
 *
 * The ways share the time, each on a stack of its own, since all they do is wait; they begin a minute
 * apart, so that no two of them catch up at once.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { reportText } from '../recovery/command.ts';
import { figuresOf } from '../recovery/figures.ts';
import { promisesOf } from '../recovery/promises.ts';
import { recordOutage } from '../recovery/record-outage.ts';

const plan = {
  outageSeconds: 300,
  ordersPerMinute: 50,
  beforeSeconds: 20,
  afterSeconds: 60,
  divisor: 1,
} as const;
const apartMillis = 60_000;

describe.concurrent('a WMS that is away for five minutes costs no order, and none more than a minute', () => {
  it.for([
    { mode: 'refused', after: 0, probesMin: 20 },
    { mode: 'hang', after: 1, probesMin: 20 },
    { mode: '503', after: 2, probesMin: 20 },
    // Each answer asks for half a minute more.
    { mode: '429', after: 3, probesMin: 9 },
  ] as const)('$mode', { timeout: 900_000 }, async ({ mode, after, probesMin }, { expect }) => {
    await delay(after * apartMillis);
    const recording = await recordOutage({ ...plan, mode }, () => undefined);
    const figures = figuresOf(recording);
    const promises = promisesOf(recording, figures);
    process.stdout.write(`${reportText(recording, figures, promises)}\n\n`);

    expect(promises.filter(({ kept }) => !kept)).toEqual([]);
    expect(figures.waiting).toBeGreaterThanOrEqual(250);
    expect(figures.probes).toBeGreaterThanOrEqual(probesMin);
  });
});
