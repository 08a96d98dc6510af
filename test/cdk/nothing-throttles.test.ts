import { describe, expect, it } from 'vitest';
import { keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, queuesOf, resourceOf } from './template-parts.ts';

const template = templateOf(keptBlock);

describe('what would use up receives without a line of our code', () => {
  it('is not there: no function reserves concurrency, on which the poller would be throttled', () => {
    const functions = Object.values(functionsOf(template));

    expect(functions).toHaveLength(6);
    for (const { Properties } of functions) {
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });

  it('is not there: the poller waits for no fuller batch, and filters nothing away', () => {
    const { Properties } = resourceOf(template, 'AWS::Lambda::EventSourceMapping');

    expect(Properties.BatchSize).toBe(4);
    for (const absent of ['MaximumBatchingWindowInSeconds', 'FilterCriteria', 'Enabled']) {
      expect(Properties).not.toHaveProperty(absent);
    }
  });
});

describe('the last net', () => {
  it('may be used: the dead letters take what the orders queue moves, and move nothing on', () => {
    const { orders, deadLetters } = queuesOf(template);

    expect(orders.Properties.RedrivePolicy.deadLetterTargetArn).toEqual({
      'Fn::GetAtt': [deadLetters.id, 'Arn'],
    });
    expect(deadLetters.Properties).not.toHaveProperty('RedriveAllowPolicy');
    expect(deadLetters.Properties).not.toHaveProperty('RedrivePolicy');
  });
});
