/**
 * A random history of a shop and its bridge: orders that change, webhooks that come, come late or never, an
 * index that lags, and runs that crash, are doubled, throttled or answered with trouble.
 */
import fc from 'fast-check';
import type { NormalOrder } from '../../../lib/order/normal-order.ts';
import type { AdminTrouble } from '../../../lib/reconciliation/admin-api.ts';
import type { PolledShop } from '../../../lib/reconciliation/told.ts';
import type { AdminQuestion } from '../../fakes/admin-api.ts';
import { makeReconcileScene } from './reconcile-scene.ts';
import type { Around } from './watched-ports.ts';

export const graceMillis = 120_000;
export const overlapMillis = 300_000;
const orders = 12;

type Change = {
  readonly order: number;
  readonly webhook: 'comes' | 'late' | 'never';
  /** Until the index shows it. */
  readonly lagMillis: number;
};
type Run = {
  /** The process dies at this call of a port. */
  readonly crash?: { readonly call: number; readonly after: boolean } | undefined;
  /** What the nth question of a kind is answered with. */
  readonly troubles: readonly {
    readonly on: AdminQuestion['kind'];
    readonly nth: number;
    readonly trouble: AdminTrouble;
  }[];
  /** How long each call of a port takes; a lease may end before the run does. */
  readonly callMillis: number;
  /** Until the invocation is killed. */
  readonly millis: number;
  /** What happens while the run is at this call of a port. */
  readonly meanwhile: readonly { readonly call: number; readonly change: Change }[];
};
export type Step =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'twice'; readonly runs: readonly [Run, Run] }
  | { readonly kind: 'pass'; readonly seconds: number }
  /** Webhooks that were late arrive. */
  | { readonly kind: 'late' }
  | { readonly kind: 'queue'; readonly wms: 'takes' | 'is down' };

const change: fc.Arbitrary<Change> = fc.record({
  order: fc.integer({ min: 1, max: orders }),
  webhook: fc.constantFrom('comes', 'late', 'never'),
  lagMillis: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: graceMillis + overlapMillis })),
});
const trouble: fc.Arbitrary<AdminTrouble> = fc.constantFrom<AdminTrouble>(
  { kind: 'throttled', seconds: 2 },
  { kind: 'unavailable', cause: 'timeout' },
  { kind: 'malformed', fault: 'lines: invalid_type' },
  { kind: 'refused', status: 401 },
);
const run: fc.Arbitrary<Run> = fc.record({
  crash: fc.option(fc.record({ call: fc.integer({ min: 1, max: 40 }), after: fc.boolean() }), {
    nil: undefined,
  }),
  callMillis: fc.constantFrom(0, 0, 100, 5_000),
  millis: fc.constantFrom(600_000, 60_000, 20_000),
  troubles: fc.array(
    fc.record({
      on: fc.constantFrom(
        'order' as const,
        'order' as const,
        'changed' as const,
        'missingScopes' as const,
      ),
      nth: fc.integer({ min: 1, max: 4 }),
      trouble,
    }),
    { maxLength: 4 },
  ),
  meanwhile: fc.array(fc.record({ call: fc.integer({ min: 1, max: 40 }), change }), {
    maxLength: 3,
  }),
});
export const history: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('change' as const), change }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('run' as const), run }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('twice' as const), runs: fc.tuple(run, run) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('pass' as const),
        seconds: fc.oneof(fc.constantFrom(1, 60, 240), fc.integer({ min: 1, max: 900 })),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'late' as const }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('queue' as const),
        wms: fc.constantFrom('takes' as const, 'is down' as const),
      }),
    },
  ),
  { minLength: 5, maxLength: 40 },
);

/** Small pages, so that ties of `updated_at` lie across them, and fewer of them in a run than there may be. */
export const makeModelScene = () => {
  const asked: AdminQuestion['kind'][] = [];
  let lag = 0;
  let changes = 0;
  let troubles: Run['troubles'] = [];
  const late: NormalOrder[] = [];
  const polled: PolledShop[] = [];
  const scene = makeReconcileScene({
    pageSize: 3,
    settings: { pagesPerRun: 2 },
    lagMillis: () => lag,
    trouble: ({ kind }) => {
      asked.push(kind);
      const count = asked.filter((one) => one === kind).length;
      return troubles.find(({ on, nth }) => on === kind && nth === count)?.trouble;
    },
  });

  const play = async ({ order, webhook, lagMillis }: Change): Promise<void> => {
    lag = lagMillis;
    changes += 1;
    const before = scene
      .shop()
      .orders()
      .find(({ orderId }) => orderId === String(order));
    const changed = scene.shop().change(String(order), { note: `change ${changes}` });
    // Two contents of one version, of which none but the first ever came: nobody can see that from outside.
    const isTie = before?.version === changed.version;
    if (webhook === 'comes' || (isTie && webhook === 'never')) await scene.webhook(changed);
    if (webhook === 'late') late.push(changed);
  };
  const watch = (run: Run): Around => {
    const life = makeLife(run.crash);
    let calls = 0;
    return async (_port, work) => {
      life.check();
      calls += 1;
      const call = calls;
      scene.pass(run.callMillis);
      for (const one of run.meanwhile) if (one.call === call) await play(one.change);
      life.pass(call, 'before');
      const result = await work();
      life.check();
      life.pass(call, 'after');
      return result;
    };
  };
  const poll = async (run: Run): Promise<void> => {
    asked.splice(0);
    troubles = run.troubles;
    const end = scene.now() + run.millis;
    const options = { around: watch(run), remainingMillis: () => end - scene.now() };
    const answer = await scene.run({ action: 'poll' }, options);
    if (answer.kind === 'polled') polled.push(...answer.shops);
    troubles = [];
  };
  const steps: Steps = {
    change: (step) => play(step.change),
    run: (step) => poll(step.run),
    twice: async ({ runs }) => {
      await Promise.all(runs.map(poll));
    },
    pass: async ({ seconds }) => scene.pass(seconds * 1_000),
    late: async () => {
      for (const order of late.splice(0)) await scene.webhook(order);
    },
    queue: ({ wms }) => (wms === 'takes' ? scene.deliver() : scene.defer()),
  };
  return {
    ...scene,
    /** How the runs ended so far. */
    polled,
    step: <Kind extends Step['kind']>(step: Extract<Step, { kind: Kind }>): Promise<void> =>
      (steps[step.kind] as (given: Step) => Promise<void>)(step),
  };
};
export type ModelScene = ReturnType<typeof makeModelScene>;

type Steps = {
  readonly [Kind in Step['kind']]: (step: Extract<Step, { kind: Kind }>) => Promise<void>;
};

/** A process that ends at a call of a port: whatever of it is still under way comes to nothing. */
const makeLife = (crash: Run['crash']) => {
  let isDead = false;
  const check = () => {
    if (isDead) throw new Error('the process is gone');
  };
  return {
    check,
    pass: (call: number, when: 'before' | 'after'): void => {
      if (crash?.call === call && crash.after === (when === 'after')) isDead = true;
      check();
    },
  };
};
