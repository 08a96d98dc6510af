/** Plans: drawn from a seed alone, part by part, and as varied as they must be. */
import { describe, expect, it } from 'vitest';
import { fateOf } from './world/order-content.ts';
import { drawPlan, type Plan, partNamesOf, withoutParts } from './world/plan.ts';
import { outageKinds, services, troubles } from './world/plan-parts.ts';
import { settleMillis } from './world/promise.ts';

const seeds = Array.from({ length: 1_000 }, (_, index) => index + 1);
const plans = seeds.map(drawPlan);
const day = 86_400_000;

const versionsOf = ({ orders }: Plan) => orders.flatMap(({ versions }) => versions);
/** In how many plans. */
const countOf = (has: (plan: Plan) => boolean): number => plans.filter(has).length;

describe('a plan', () => {
  it('is the same for the same seed', () => {
    expect(drawPlan(17)).toEqual(drawPlan(17));
    expect(drawPlan(17)).not.toEqual(drawPlan(18));
  });

  it('names each of its parts once', () => {
    for (const plan of plans) {
      const names = partNamesOf(plan);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('stays as it is when a part is left out', () => {
    const plan = plans.find(({ parts, orders }) => parts.length > 2 && orders.length > 5);
    const [part] = plan?.parts ?? [];
    const [order] = plan?.orders ?? [];
    if (!plan || !part || !order) throw new Error('no plan has so many parts');
    const rest = withoutParts(plan, new Set([part.name, order.name]));

    expect(rest.parts).toEqual(plan.parts.slice(1));
    expect(rest.orders).toEqual(plan.orders.slice(1));
    expect({ ...rest, parts: plan.parts, orders: plan.orders }).toEqual(plan);
  });

  it('has an end of all that is scheduled before everything heals', () => {
    for (const { parts, healsAt } of plans) {
      for (const { from, until } of parts) {
        expect(from).toBeLessThanOrEqual(until);
        expect(until).toBeLessThan(healsAt);
      }
    }
  });

  it('leaves a run time to settle that a year would not need', () => {
    for (const plan of plans) expect(settleMillis(plan)).toBeLessThan(3 * day);
  });

  it('asks for at most so many events: few orders wait through days', () => {
    for (const { parts, orders } of plans) {
      const longest = Math.max(0, ...parts.map(({ from, until }) => until - from));
      if (longest > 0.5 * day) expect(orders.length).toBeLessThan(5);
      expect(orders.length).toBeLessThanOrEqual(60);
    }
  });
});

describe('a thousand plans', () => {
  it.each(outageKinds)('have outages of the kind %s', (how) => {
    expect(
      countOf(({ parts }) => parts.some((part) => part.kind === 'outage' && part.how === how)),
    ).toBeGreaterThan(20);
  });

  it.each(services)('have %s away', (service) => {
    expect(
      countOf(({ parts }) => parts.some((one) => one.kind === 'away' && one.service === service)),
    ).toBeGreaterThan(20);
  });

  it.each(troubles)('have an order that is %s', (trouble) => {
    expect(
      countOf(({ parts }) => parts.some((one) => one.kind === 'order' && one.trouble === trouble)),
    ).toBeGreaterThan(20);
  });

  it.each([
    ...(['brown-out', 'slow', 'rotation', 'wrong-secret', 'forbidden-all'] as const),
    ...(['deploy', 'replay', 'hold'] as const),
  ])('have a %s', (kind) => {
    expect(countOf(({ parts }) => parts.some((part) => part.kind === kind))).toBeGreaterThan(20);
  });

  it('have outages beyond twelve days, of a second, and none', () => {
    const longest = plans.map(({ parts }) =>
      Math.max(
        0,
        ...parts.filter(({ kind }) => kind === 'outage').map(({ from, until }) => until - from),
      ),
    );
    expect(longest.filter((millis) => millis > 12 * day).length).toBeGreaterThan(10);
    expect(longest.filter((millis) => millis > 0 && millis < 10_000).length).toBeGreaterThan(20);
    expect(longest.filter((millis) => millis === 0).length).toBeGreaterThan(100);
    expect(Math.max(...longest)).toBeLessThan(13 * day);
  });

  it('have each shape of traffic, up to a flash sale', () => {
    expect(new Set(plans.map(({ shape }) => shape.name)).size).toBe(6);
    expect(countOf(({ shape }) => shape.name === 'flash-sale')).toBeGreaterThan(50);
  });

  it('have orders that need not be sent, that cannot be mapped, and that are too large', () => {
    const fates = plans.flatMap(versionsOf).map(({ content }) => fateOf(content));
    expect(fates.filter((fate) => fate === 'not-sent').length).toBeGreaterThan(100);
    expect(fates.filter((fate) => fate === 'unmappable').length).toBeGreaterThan(20);
    expect(
      countOf((plan) => versionsOf(plan).some(({ content }) => content.padding > 0)),
    ).toBeGreaterThan(5);
  });

  it('have contents that tie in one second, and that come back', () => {
    const pairs = plans.flatMap(({ orders }) =>
      orders.flatMap(({ versions }) =>
        versions.flatMap((one, index) =>
          versions.slice(index + 1).map((two) => [one, two] as const),
        ),
      ),
    );
    const ties = pairs.filter(([one, two]) => one.second === two.second);
    const returns = pairs.filter(([one, two]) => one.content.mark === two.content.mark);
    expect(ties.length).toBeGreaterThan(200);
    expect(returns.length).toBeGreaterThan(50);
  });

  it('have no kind of fault in most of them, and each kind in some', () => {
    const rates = plans.map(({ rates: { aws } }) => aws);
    const kinds = new Set(rates.flatMap(Object.keys));
    for (const kind of kinds) {
      const present = rates.filter((one) => kind in one).length;
      expect(present).toBeGreaterThan(100);
      expect(present).toBeLessThan(300);
    }
    const sums = plans.flatMap(({ rates: { aws, wms } }) =>
      [aws, wms].map((one) => Object.values(one).reduce((sum, rate) => sum + rate, 0)),
    );
    expect(Math.max(...sums)).toBeLessThan(0.5);
  });
});
