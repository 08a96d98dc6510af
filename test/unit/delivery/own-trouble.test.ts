import { expect, it } from 'vitest';
import { deliverySchema } from '../../../lib/config/policy.ts';
import { makeOwnTrouble } from '../../../lib/delivery/own-trouble.ts';

const scene = () => {
  let seconds = 1_000;
  const trouble = makeOwnTrouble(deliverySchema.parse({}), () => seconds * 1_000);
  return {
    trouble,
    pass: (more: number) => {
      seconds += more;
    },
  };
};

it('trouble of our own is tried again after 30 s, growing with its age to 300 s', () => {
  const { trouble, pass } = scene();
  const told = [0, 30, 30, 60, 120, 240, 300].map((seconds) => {
    pass(seconds);
    return trouble('m');
  });
  expect(told).toEqual([30, 30, 60, 120, 240, 300, 300]);
});

it('trouble of one message is none of another', () => {
  const { trouble, pass } = scene();
  trouble('old');
  pass(200);
  expect([trouble('old'), trouble('new')]).toEqual([200, 30]);
});

it('trouble that was long over begins anew', () => {
  const { trouble, pass } = scene();
  trouble('m');
  pass(601);
  expect(trouble('m')).toBe(30);
});

it('of a thousand messages in trouble the one untroubled longest is forgotten', () => {
  const { trouble, pass } = scene();
  for (let number = 0; number < 1_000; number += 1) trouble(String(number));
  pass(100);
  expect([trouble('0'), trouble('new'), trouble('0'), trouble('1')]).toEqual([100, 30, 100, 30]);
});
