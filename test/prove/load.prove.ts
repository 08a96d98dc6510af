/**
 * The promised loads in real time on the local stack, each a stack of its own: every order arrives once, the
 * slowest in a hundred within two seconds.
 *
 * Two minutes each. Ten minutes each: `npm run bench -- --only load --full`.
 */
import { describe, expect, it } from 'vitest';
import { alignedText } from '../../cdk/report/table.ts';
import { briefSeconds, endToEndMillisMax, provedLoads } from '../bench/load-proofs.ts';
import { loadTable, runProvedLoad } from '../bench/proved-load.ts';

describe('a load that is promised', () => {
  it.each(provedLoads)('arrives once and in time: $name', { timeout: 480_000 }, async (load) => {
    const figures = await runProvedLoad(load, briefSeconds, () => undefined);
    process.stdout.write(`${alignedText(loadTable([{ name: load.name, figures }]))}\n\n`);
    const orders = (load.perMinute * briefSeconds) / 60;

    expect(figures.wms).toEqual({ once: orders, more: 0, violations: 0 });
    expect(figures).toMatchObject({ taken: orders, again: 0, withoutEnd: 0 });
    expect(figures.ends.delivered).toBe(orders);
    expect(figures.endToEnd.p99).toBeLessThan(endToEndMillisMax);
  });
});
