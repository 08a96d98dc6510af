import { expect, it } from 'vitest';
import { deliverySchema } from '../../../lib/config/policy.ts';
import { makeTableAway } from '../../../lib/delivery/table-away.ts';

/** The seconds that are told at these seconds of a trouble that began at 0. */
const secondsAt = (times: readonly number[], given = {}) => {
  let now = 0;
  const tableAway = makeTableAway(deliverySchema.parse(given), () => now * 1_000);
  return times.map((time) => {
    now = time;
    return tableAway.seconds();
  });
};

it('what is out of reach hides for 30 s, then for as long as it has lasted, up to 5 min', () => {
  expect(secondsAt([0, 10, 30, 31, 100, 299, 300, 301, 1e9])).toEqual([
    30, 30, 30, 31, 100, 299, 300, 300, 300,
  ]);
});

it('the bounds are settings', () => {
  const given = { stateUnreachableSeconds: 3, stateUnreachableSecondsMax: 12.5 };
  expect(secondsAt([0, 7, 30], given)).toEqual([3, 7, 12.5]);
});

it('what was reached in between is a new trouble', () => {
  let now = 0;
  const tableAway = makeTableAway(deliverySchema.parse({}), () => now);
  tableAway.seconds();
  now = 100_000;
  expect(tableAway.seconds()).toBe(100);
  tableAway.back();
  now = 200_000;
  expect(tableAway.seconds()).toBe(30);
  now = 240_000;
  expect(tableAway.seconds()).toBe(40);
});

it('a clock that is set back hides no shorter than 30 s', () => {
  expect(secondsAt([1_000, 0])).toEqual([30, 30]);
});
