/**
 * Environments, an operator and a secret around one circuit item, where every read and every write is a
 * request and an answer of its own, in an order that fast-check chooses.
 */
import type { Scheduler } from 'fast-check';
import { type Circuit, type Lease, parseCircuit } from '../../../lib/circuit/circuit.ts';
import { type CircuitGuard, makeCircuitGuard } from '../../../lib/circuit/guard.ts';
import { closeByHand, holdByHand } from '../../../lib/circuit/holds.ts';
import {
  type CircuitPorts,
  makeSharedCircuit,
  type SharedCircuit,
} from '../../../lib/circuit/shared-circuit.ts';
import { type FakeCircuitItem, makeFakeCircuitItem } from '../../fakes/circuit-item.ts';
import { type Checks, makeChecks, type Writer } from './circuit-checks.ts';
import type { WriteFault } from './circuit-world.ts';
import { settings, start } from './circuits.ts';

export const answers = [
  'alive',
  'failure',
  'untold failure',
  'throttled',
  'refused',
  'forbidden',
  'killed',
] as const;
export type Answer = (typeof answers)[number];
export const orders = ['o1', 'o2', 'o3', 'o4', 'o5'] as const;
export const environmentsCount = 4;

export type Delivery = { readonly by: number; readonly order: string; readonly answer: Answer };
export type Action =
  | ({ readonly kind: 'deliver' } & Delivery)
  | { readonly kind: 'pass'; readonly millis: number }
  | { readonly kind: 'hold'; readonly seconds: number | undefined }
  | { readonly kind: 'close' }
  | { readonly kind: 'new secret' };

type Chance = { readonly random: () => number; readonly fault: () => WriteFault | 'none' };

type World = {
  readonly scheduler: Scheduler;
  readonly item: FakeCircuitItem;
  readonly checks: Checks;
  readonly now: () => number;
  readonly fault: Chance['fault'];
};

const portsOf = ({ scheduler, item, checks, now, fault }: World, writer: Writer): CircuitPorts => {
  const go = (what: string) => scheduler.schedule(Promise.resolve(), what);
  const write = async (circuit: Circuit, revision: unknown) => {
    const before = parseCircuit(await item.read());
    const answer = await item.replace(circuit, revision);
    if (answer === 'written') checks.checkWrite(writer, before, circuit);
    return answer;
  };
  return {
    read: async () => {
      await go('read');
      const [read, at] = [await item.read(), now()];
      await go('read answered');
      checks.noteAnswer(now() - at);
      return read;
    },
    replace: async (circuit, revision) => {
      const met = fault();
      await go('write');
      if (met === 'away') throw new Error('away');
      const [first, at] = [await write(circuit, revision), now()];
      const answer = met === 'sent-again' ? await write(circuit, revision) : first;
      await go('write answered');
      checks.noteAnswer(now() - at);
      if (met === 'lost') throw new Error('the answer is lost');
      return answer;
    },
    tell: () => undefined,
    now,
  };
};

const learn = async (
  guard: CircuitGuard,
  { order, answer }: Delivery,
  facts: { readonly now: number; readonly secretVersion: string; readonly lease?: Lease },
): Promise<unknown> => {
  const { now, secretVersion } = facts;
  const by = facts.lease ? { lease: facts.lease } : {};
  switch (answer) {
    case 'alive':
      return guard.learn({ kind: 'alive', order });
    case 'failure':
    case 'untold failure': {
      const told = answer === 'failure';
      return guard.learn({ kind: 'failure', order, nextTryAt: now, told, ...by });
    }
    case 'throttled':
      return guard.learn({ kind: 'throttled', order, until: now + 400, ...by });
    case 'refused':
      return guard.refuse(secretVersion);
    case 'forbidden':
      return guard.forbid(order, secretVersion);
    case 'killed':
      return undefined;
  }
};

const makeDelivery =
  (guards: readonly CircuitGuard[], { scheduler, checks, now }: World, version: () => string) =>
  async (delivery: Delivery): Promise<void> => {
    const guard = guards[delivery.by % guards.length];
    const leave = await guard?.enter(delivery.order);
    if (guard === undefined || leave === undefined || leave.kind === 'wait') return;
    const { lease } = leave;
    if (lease) checks.checkLeave(lease);
    if (!(await guard.mayPass(lease ?? 'attempt'))) return;
    checks.checkRequest(lease);
    await scheduler.schedule(Promise.resolve(), 'answer of the WMS');
    // What a killed function had in hand ends with its lease.
    if (lease && delivery.answer !== 'killed') checks.endLease(lease);
    const facts = { now: now(), secretVersion: version(), ...(lease ? { lease } : {}) };
    await learn(guard, delivery, facts);
  };

const byHand = (
  operator: SharedCircuit,
  action: Extract<Action, { kind: 'hold' | 'close' }>,
  now: () => number,
): Promise<unknown> => {
  if (action.kind === 'close') return operator.change((circuit) => closeByHand(circuit, now()));
  const until = action.seconds === undefined ? {} : { until: now() + action.seconds * 1_000 };
  const reason = { reason: 'by hand', ...until };
  return operator.change((circuit) => holdByHand(settings, circuit, reason, now()));
};

export type Model = ReturnType<typeof makeModel>;

export const makeModel = (scheduler: Scheduler, { random, fault }: Chance) => {
  let time = start;
  let isFaulty = true;
  let version = 1;
  let holders = 0;
  const now = () => time;
  const secretVersion = () => `v${version}`;
  const item = makeFakeCircuitItem();
  const checks = makeChecks(now, secretVersion);
  const world = { scheduler, item, checks, now, fault: () => (isFaulty ? fault() : 'none') };
  const makeHolder = () => `h${holders++}`;
  const readSecretVersion = async () => {
    const read = secretVersion();
    await scheduler.schedule(Promise.resolve(), 'secret answered');
    return read;
  };
  const guards = Array.from({ length: environmentsCount }, (_, n) =>
    makeCircuitGuard(settings, { ...portsOf(world, n), random, makeHolder, readSecretVersion }),
  );
  const operator = makeSharedCircuit(settings, portsOf(world, 'operator'));
  const deliver = makeDelivery(guards, world, secretVersion);
  /** Where the table was away, or others wrote all the time, the message would be deferred. */
  const begin = (work: Promise<unknown>): void => {
    work.catch(() => undefined);
  };

  return {
    checks,
    now,
    circuit: async (): Promise<Circuit> => parseCircuit(await item.read()),
    /** Nothing of ours fails any more, and the secret is the right one. */
    heal: () => {
      isFaulty = false;
      version += 1;
    },
    act: (action: Action): void => {
      if (action.kind === 'deliver') begin(deliver(action));
      else if (action.kind === 'pass') time += action.millis;
      else if (action.kind === 'new secret') version += 1;
      else begin(byHand(operator, action, now));
    },
  };
};
