/** The simulated shop as the page shows and changes it. */
import { describe, expect, it } from 'vitest';
import { readShop, setScenario } from '../../cdk/local/console/shop-control.ts';
import { rate } from '../../cdk/local/console/shop-view.ts';
import { scenarios } from '../../cdk/local/shop/scenarios.ts';
import type { SimulatedShop } from '../../cdk/local/shop/simulated-shop.ts';

const makeShop = () => {
  const set: unknown[] = [];
  const shop: Pick<SimulatedShop, 'settings' | 'counts' | 'setScenario'> = {
    settings: () => ({
      ...{ ...scenarios.steady, scenario: 'steady', seed: 's', shop: 'x', deletedTopics: [] },
    }),
    counts: () => ({
      ...{ orders: 3, actions: 4, webhooks: 5, duplicates: 1, late: 0, dropped: 0 },
      ...{ unsubscribed: 0, accepted: 5, failedAttempts: 0, givenUp: 0, subscriptionsDeleted: 0 },
    }),
    setScenario: (...given) => set.push(given),
  };
  return { shop, set };
};

describe("the page's shop", () => {
  it('tells its scenario, its rate and its counts', () => {
    const { shop } = makeShop();

    expect(readShop(shop)).toMatchObject({
      scenario: 'steady',
      scenarios: ['steady', 'flash-sale', 'nightly-quiet', 'storm'],
      ratePerMinute: 20,
      counts: { orders: 3, webhooks: 5 },
    });
    expect([20, 1, 2 / 60].map(rate)).toEqual([
      ...['20 orders per minute', '1 orders per minute', '2 orders per hour'],
    ]);
  });

  it('takes a scenario with its own rate, or with another', () => {
    const { shop, set } = makeShop();

    const said = [setScenario(shop, 'storm', undefined), setScenario(shop, 'flash-sale', 6)];

    expect(said).toEqual(['The shop does storm now.', 'The shop does flash-sale now.']);
    expect(set).toEqual([
      ['storm', {}],
      ['flash-sale', { ratePerMinute: 6 }],
    ]);
  });

  it('refuses what it does not have, and what is no rate', () => {
    const { shop, set } = makeShop();

    expect([
      setScenario(shop, 'toString', undefined),
      ...[0, -1, Number.NaN, 60_001].map((perMinute) => setScenario(shop, 'steady', perMinute)),
      setScenario(undefined, 'steady', undefined),
    ]).toEqual([
      'There is no scenario "toString".',
      ...Array(4).fill('A rate is more than 0 and at most 60000 orders per minute.'),
      'No simulated shop sends orders.',
    ]);
    expect(set).toEqual([]);
    expect(readShop(undefined)).toBeNull();
  });
});
