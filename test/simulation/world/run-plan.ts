/**
 * Runs a plan: two phases of faults and healing, the operator's last replay, and the judgement after
 * every event. It ends at the first violation.
 */
import type { MetFault, RunOptions, SeedResult, StoryLine, Violation } from '../contracts.ts';
import { between } from '../engine/draw.ts';
import { type Engine, makeEngine } from '../engine/engine.ts';
import type { InvocationEnd } from '../runtime/functions.ts';
import { makeAwsRates } from './aws-rates.ts';
import { deliverEnv, deployBridge } from './bridge.ts';
import { makeCloud } from './cloud.ts';
import { makeEdges } from './edges.ts';
import { makeJudge } from './judge.ts';
import { deployNaive, naiveReceivesMax } from './naive.ts';
import {
  adminSecretArn,
  firstCredentials,
  shopifyApp,
  shopSecretArn,
  shopSecretText,
  wmsSecretArn,
} from './names.ts';
import { makeOccurrences } from './occurrences.ts';
import { callOperator } from './operator.ts';
import { type Plan, partNamesOf, startsAt, withoutParts } from './plan.ts';
import { planFacts } from './plan-facts.ts';
import { settleMillis } from './promise.ts';
import { openShop, retriesMillisMax } from './shop.ts';
import { findMillis } from './shopify-facts.ts';
import { storyLineOf } from './story.ts';
import { makeWorldWms } from './wms.ts';
import { makeMoods } from './wms-moods.ts';
import type { WorldEvent } from './world-events.ts';

const neverFail: readonly string[] = ['accept-webhook', 'deliver-order'];

/** Ends a run at its first violation. */
class Stop extends Error {}

export const runPlan = async (drawn: Plan, options: RunOptions): Promise<SeedResult> => {
  const plan = withoutParts(drawn, options.without ?? new Set());
  const engine = makeEngine({
    seed: plan.seed,
    startAt: startsAt,
    healsAt: startsAt + plan.healsAt,
    ...(options.only ? { only: options.only } : {}),
  });
  const watch = makeWatch(engine, plan);
  await engine.run(() => runPhases(engine, plan, watch, options.naive === true));
  return {
    seed: plan.seed,
    hash: engine.history.hash(),
    violations: watch.violations(),
    faults: engine.faults.met(),
    planParts: partNamesOf(drawn),
    occurred: watch.occurred(),
    orders: plan.orders.length,
    events: engine.time.events(),
    story: watch.story(),
  };
};

/** Listens to everything that happens: judges, counts, and writes the story down. */
const makeWatch = (engine: Engine, plan: Plan) => {
  const judge = makeJudge(planFacts(plan, startsAt));
  const occurrences = makeOccurrences();
  const violations: Violation[] = [];
  const story: StoryLine[] = [];
  let faults = 0;

  const tell = (told: WorldEvent): void => {
    if (violations.length > 0) return;
    const event = { ...told, at: engine.time.now() };
    const line = storyLineOf(event);
    if (line !== undefined) story.push(line);
    engine.history.record(line?.text ?? event.kind);
    occurrences.note(event);
    const violation = judge.after(event);
    if (violation !== undefined) violations.push(violation);
  };
  const note = (violation: Violation | undefined): void => {
    if (violation !== undefined && violations.length === 0) violations.push(violation);
  };
  return {
    tell,
    violations: (): readonly Violation[] => violations,
    occurred: occurrences.counts,
    story: (): readonly StoryLine[] => story,
    judgeEnd: () => note(judge.atEnd(engine.time.now())),
    /** Between two events, where it is safe to end the run. */
    afterEvent: () => {
      const met: readonly MetFault[] = engine.faults.met();
      for (; faults < met.length; faults++) {
        const fault = met[faults];
        if (fault) tell({ kind: 'fault', id: fault.id, fault: fault.kind });
      }
      if (violations.length > 0) throw new Stop();
    },
    /** Tells of invocations that ended without an answer. */
    invocations:
      <Event>(name: string, invoke: Invoke<Event>): Invoke<Event> =>
      (event, done) =>
        invoke(event, (end) => {
          if (end.kind === 'killed') {
            tell({ kind: 'fault', id: `invocation ${end.cause}`, fault: `killed-by-${end.cause}` });
          }
          // The operator is told and asks again; the others have nobody to tell.
          if (end.kind === 'error' && neverFail.includes(name)) {
            tell({ kind: 'malformed-call', detail: `${name} failed: ${end.errorType}` });
          }
          done(end);
        }),
  };
};
type Watch = ReturnType<typeof makeWatch>;
type Invoke<Event> = (event: Event, done: (end: InvocationEnd) => void) => void;

const runPhases = async (
  engine: Engine,
  plan: Plan,
  watch: Watch,
  naive: boolean,
): Promise<void> => {
  const { time } = engine;
  const { cloud, operator } = openWorld(engine, plan, watch, naive);
  const settledAt = startsAt + lastFoundOf(plan) + settleMillis(plan);
  try {
    await time.runUntil(settledAt, watch.afterEvent);
    cloud.takeStock();
    watch.afterEvent();
    // Whatever had a cause that is mended by now must find its way after all.
    operator.replay();
    await time.runUntil(settledAt + settleMillis(plan), watch.afterEvent);
    cloud.takeStock();
    watch.afterEvent();
    watch.judgeEnd();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
};

/** The shop tries for hours what nobody answered with 200. */
const lastAcknowledgementOf = ({ orders, extras, healsAt }: Plan): number => {
  const posts = orders.flatMap(({ versions }) => versions.flatMap(({ webhooks }) => webhooks));
  const last = Math.max(0, ...[...posts, ...extras].map(({ at }) => at));
  return Math.max(last, Math.min(last, healsAt) + retriesMillisMax, healsAt);
};

/** What no webhook tells of, or tells in doubt, is found once everything is well. */
const lastFoundOf = (plan: Plan): number => {
  const changes = plan.orders.flatMap(({ versions }) => versions.map((one) => one.changedAt));
  return Math.max(lastAcknowledgementOf(plan), ...changes) + findMillis(plan);
};

const openWorld = (engine: Engine, plan: Plan, watch: Watch, naive: boolean) => {
  const { time, draw } = engine;
  const { tell } = watch;
  const { receivesMax } = deliverEnv.DELIVERY;
  const visibilitySeconds = plan.visibilitySeconds ?? deliverEnv.DELIVERY.visibilitySeconds;
  const cloud = makeCloud({
    ...{ now: time.now, tell, visibilitySeconds },
    receivesMax: naive ? naiveReceivesMax : receivesMax,
  });
  cloud.secrets.put(shopSecretArn, shopSecretText);
  cloud.secrets.put(adminSecretArn, JSON.stringify(shopifyApp));
  cloud.secrets.put(wmsSecretArn, JSON.stringify(firstCredentials));
  const wms = makeWorldWms({
    ...{ engine, tell, rates: plan.rates.wms, tokenSeconds: plan.tokenSeconds },
    moods: makeMoods(plan, startsAt),
    client: firstCredentials,
  });
  const bridge = (naive ? deployNaive : deployBridge)({
    ...{ engine, cloud, wms, rates: plan.rates, plan, startsAt, tell },
    awsRatesOf: makeAwsRates(plan, startsAt, time.now),
    skewMillisOf: (id) => between(draw, `skew/${id}`, -plan.skewMillisMax, plan.skewMillisMax),
    edges: makeEdges(engine, tell),
    watch: watch.invocations,
  });
  openShop({ engine, plan, startsAt, door: bridge, tell });
  return { cloud, operator: callOperator({ engine, plan, startsAt, cloud, wms, bridge, tell }) };
};
