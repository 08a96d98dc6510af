import { setImmediate } from 'node:timers/promises';
import fc, { type Scheduler } from 'fast-check';
import { expect, it } from 'vitest';
import { deferSeconds } from '../../../lib/circuit/spacing.ts';
import { dueAt } from '../../../lib/circuit/standing.ts';
import {
  type Action,
  answers,
  environmentsCount,
  type Model,
  makeModel,
  orders,
} from './circuit-model.ts';
import { never, second, settings } from './circuits.ts';

const actions = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constant('deliver' as const),
        by: fc.nat({ max: environmentsCount - 1 }),
        order: fc.constantFrom(...orders),
        answer: fc.constantFrom(...answers, 'failure' as const, 'failure' as const),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('pass' as const),
        millis: fc.oneof(
          fc.constantFrom(1, 250, 999, 1_001, 2_999, 3_000, 5_000, 15_000, 60_000, 1_000_000),
          fc.nat({ max: 8_000 }),
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('hold' as const),
        seconds: fc.option(fc.integer({ min: 10, max: 60 }), { nil: undefined }),
      }),
    },
    { weight: 1, arbitrary: fc.constant<Action>({ kind: 'close' }) },
    { weight: 1, arbitrary: fc.constant<Action>({ kind: 'new secret' }) },
  ),
  { minLength: 20, maxLength: 120 },
);
const chances = fc.record({
  random: fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
  faults: fc.infiniteStream(
    fc.constantFrom(...Array(12).fill('none' as const), 'away', 'lost', 'sent-again'),
  ),
  /** After each action so many requests or answers go on their way. */
  steps: fc.infiniteStream(fc.nat({ max: 5 })),
});
type Chances = typeof chances extends fc.Arbitrary<infer Value> ? Value : never;

const nextOf = <Value>(stream: fc.Stream<Value>): Value => stream.next().value;

/** Whatever needs no answer has gone on: time passes only while somebody waits for one. */
const settled = () => setImmediate();

const run = async (scheduler: Scheduler, list: readonly Action[], chance: Chances) => {
  const model = makeModel(scheduler, {
    random: () => nextOf(chance.random),
    fault: () => nextOf(chance.faults),
  });
  for (const action of list) {
    // No answer of the table takes minutes: its client would have given up.
    if (action.kind === 'pass' && action.millis > second) await scheduler.waitIdle();
    model.act(action);
    await settled();
    for (let steps = nextOf(chance.steps); steps > 0 && scheduler.count() > 0; steps--) {
      await scheduler.waitOne();
      await settled();
    }
  }
  await scheduler.waitIdle();
  return model;
};

it('never gives two leases, lets nobody else pass, and ends no hold by itself', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), actions, chances, async (scheduler, list, chance) => {
      const model = await run(scheduler, list, chance);
      expect(model.checks.broken).toEqual([]);
    }),
    { numRuns: 200 },
  );
}, 60_000);

/** Until when a circuit must have closed once the WMS and the table are well: interval, yield, leases. */
const closedBy = async (model: Model): Promise<number> => {
  const { block, probe } = await model.circuit();
  if (block === undefined) return model.now();
  const due = Math.max(dueAt(block), probe?.until ?? 0, model.now());
  const yielded = deferSeconds(settings, due - block.since, never) * second;
  return due + yielded + settings.probeLeaseMillis;
};

it('closes within the interval, the yield and a lease once the WMS is well', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), actions, chances, async (scheduler, list, chance) => {
      const model = await run(scheduler, list, chance);
      model.heal();
      const { block } = await model.circuit();
      // Only the operator ends a hold of his own that has no end.
      if (block && dueAt(block) === Number.POSITIVE_INFINITY) model.act({ kind: 'close' });
      await scheduler.waitIdle();
      const end = await closedBy(model);
      for (let turn = 0; model.now() <= end; turn++) {
        for (const order of orders)
          model.act({ kind: 'deliver', by: turn, order, answer: 'alive' });
        await scheduler.waitIdle();
        model.act({ kind: 'pass', millis: second / 4 });
      }
      expect((await model.circuit()).block).toBeUndefined();
      expect(model.checks.broken).toEqual([]);
    }),
    { numRuns: 80 },
  );
}, 60_000);

it('is never opened by one poison order, or by two, among served ones', async () => {
  const step = fc.record({
    by: fc.nat({ max: environmentsCount - 1 }),
    order: fc.constantFrom(...orders),
    millis: fc.nat({ max: 3_000 }),
  });
  const poisons = fc.constantFrom<readonly string[]>(['o1'], ['o1', 'o2']);
  const steps = fc.array(step, { minLength: 30, maxLength: 100 });
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      poisons,
      steps,
      chances,
      async (scheduler, poison, list, chance) => {
        const deliveries = list.flatMap(({ millis, by, order }): Action[] => [
          { kind: 'pass', millis },
          { kind: 'deliver', by, order, answer: poison.includes(order) ? 'failure' : 'alive' },
        ]);
        const model = await run(scheduler, deliveries, chance);
        expect([model.checks.opened(), model.checks.broken]).toEqual([0, []]);
      },
    ),
    { numRuns: 80 },
  );
}, 60_000);
