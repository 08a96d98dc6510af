/**
 * The promise itself, in real time: five minutes without a WMS while 250 orders come in.
 *
 * One stack alone: four side by side had not the cores to catch up in a minute. The other ways to be away
 * are played by `npm run recovery -- --mode hang|503|429`.
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
  it.for([{ mode: 'refused', after: 0, probesMin: 20 }] as const)(
    '$mode',
    { timeout: 900_000 },
    async ({ mode, after, probesMin }, { expect }) => {
      await delay(after * apartMillis);
      const recording = await recordOutage({ ...plan, mode }, () => undefined);
      const figures = figuresOf(recording);
      const promises = promisesOf(recording, figures);
      process.stdout.write(`${reportText(recording, figures, promises)}\n\n`);

      expect(promises.filter(({ kept }) => !kept)).toEqual([]);
      expect(figures.waiting).toBeGreaterThanOrEqual(250);
      expect(figures.probes).toBeGreaterThanOrEqual(probesMin);
    },
  );
});
