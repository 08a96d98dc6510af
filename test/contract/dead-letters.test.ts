import { describe } from 'vitest';
import { makeFakeDeadLetters } from '../fakes/dead-letters.ts';
import { makeFakeOrderQueue } from '../fakes/order-queue.ts';
import { servicePairs } from './aws-resources.ts';
import { describeDeadLetters } from './dead-letters.ts';
import { describeLettersInAws } from './dead-letters-in-aws.ts';
import { describeReplayed } from './dead-letters-replayed.ts';

const now = () => Date.UTC(2026, 10, 22, 10);

describe.each(['one', 'several'] as const)('%s of a group per receive', (perGroup) => {
  const make = async () => ({
    ...makeFakeDeadLetters({ now, perGroup }),
    orders: makeFakeOrderQueue({ now, perGroup }),
  });
  describeDeadLetters('fake', make);
  describeReplayed(make);
});

for (const services of servicePairs) describeLettersInAws(services);
