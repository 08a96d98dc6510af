/**
 * The same for programs, and everything that it was told from.
 */
import { partJson } from '../part.ts';
import { instantJson } from '../time-text.ts';
import type { Moment } from './moment.ts';
import type { SeenTrace } from './read-trace.ts';
import type { WhereNow } from './where-now.ts';

/** @param moments - in order, each for itself. */
export const traceJson = (
  seen: SeenTrace,
  moments: readonly Moment[],
  where: WhereNow,
): object => ({
  stage: seen.names.stage,
  at: instantJson(seen.now),
  since: instantJson(seen.since),
  order: seen.order,
  now: where,
  story: moments.map(({ at, stage, what, detail, once, version, source, facts }) => ({
    ...{ at: instantJson(at), stage, what },
    ...(version === undefined ? {} : { version }),
    ...(detail === '' ? {} : { detail }),
    ...(once === '' ? {} : { once }),
    ...{ source, facts },
  })),
  record: partJson(seen.record, (record) => record),
  deadLetters: partJson(seen.letters, (letters) => letters),
  settledLetters: seen.settled,
  logs: seen.groups.map(({ group, found }) => ({
    group,
    ...partJson(found, ({ events, complete }) => ({ lines: events.length, complete })),
  })),
});
