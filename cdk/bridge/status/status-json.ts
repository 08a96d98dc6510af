/**
 * The same for programs.
 */
import { circuitJson } from '../circuit/circuit-json.ts';
import { partJson } from '../part.ts';
import { instantJson } from '../time-text.ts';
import type { SeenStatus } from './read-status.ts';
import { reconciliationJson } from './reconciliation.ts';
import { verdictOf } from './verdict.ts';

export const statusJson = (seen: SeenStatus): object => ({
  stage: seen.names.stage,
  at: instantJson(seen.now),
  ...verdictOf(seen),
  circuit: partJson(seen.circuit, circuitJson),
  ordersQueue: partJson(seen.queue, (depth) => depth),
  waiting: partJson(seen.waiting, ({ count, complete, oldest }) => ({
    ...{ orders: count, complete },
    ...(oldest ? { oldest: { order: oldest.order, since: instantJson(oldest.since) } } : {}),
  })),
  deadLetters: partJson(seen.letters, ({ total, complete, groups, groupsLeftOut }) => ({
    ...{ total, complete, groups, groupsLeftOut },
  })),
  jobs: partJson(seen.jobs, (jobs) => jobs),
  reconciliation: seen.reconciliation.map(({ shop, seen: part }) => ({
    shop,
    ...partJson(part, reconciliationJson),
  })),
  secrets: seen.secrets.map(({ secret, described }) => ({
    secret: secret.title,
    ...partJson(described, ({ state }) => ({ state })),
  })),
});
