/**
 * One story in the order of time: causes before their effects, and what happened again and again while the
 * order waited told once, with a count and its last time.
 */
import type { Moment } from './moment.ts';

export type Chapter = {
  readonly first: Moment;
  readonly last: Moment;
  readonly count: number;
  /** Since whatever was told before ended; nothing where it went on meanwhile, or for the first one. */
  readonly gapMillis?: number;
};

/** Of the same place in time they stay as they are given: the functions in the order an order meets them. */
export const inOrder = (moments: readonly Moment[]): readonly Moment[] =>
  causesFirst(moments.toSorted((one, other) => one.at - other.at));

/** A replay is told when its letter is settled, and its message may have been delivered by then. */
const causesFirst = (sorted: readonly Moment[]): readonly Moment[] => {
  const moments: Moment[] = [];
  for (const moment of sorted) {
    const effect =
      moment.stage === 'replayed' && moment.replays > 0
        ? moments.findIndex((other) => isEffect(other, moment))
        : -1;
    const { at = moment.at } = moments[effect] ?? {};
    moments.splice(effect === -1 ? moments.length : effect, 0, { ...moment, at });
  }
  return moments;
};

const isEffect = ({ version, replays }: Moment, replay: Moment): boolean =>
  version !== undefined && version === replay.version && replays >= replay.replays;

/** What comes again and again together: an order that waits, and webhooks that say nothing new. */
const families: Readonly<Record<string, string>> = {
  deferred: 'waiting',
  failed: 'waiting',
  received: 'webhooks',
  duplicate: 'webhooks',
};

/** @param moments - in order. */
export const toldOnce = (moments: readonly Moment[]): readonly Chapter[] => {
  const chapters: Chapter[] = [];
  let run = new Map<string, Chapter>();
  let family: string | undefined;
  const end = () => {
    chapters.push(...run.values());
    run = new Map();
  };
  for (const moment of moments) {
    const own = families[moment.stage] ?? keyOf(moment);
    if (own !== family) end();
    family = own;
    const before = run.get(keyOf(moment));
    const { first = moment, count = 0 } = before ?? {};
    run.set(keyOf(moment), { first, last: moment, count: count + 1 });
  }
  end();
  return withGaps(chapters);
};

const keyOf = ({ stage, what, version, detail, letterId }: Moment): string =>
  JSON.stringify([stage, what, version, detail, letterId]);

const withGaps = (chapters: readonly Chapter[]): readonly Chapter[] => {
  let end: number | undefined;
  return chapters.map((chapter) => {
    const gapMillis = end === undefined ? -1 : chapter.first.at - end;
    end = Math.max(end ?? chapter.last.at, chapter.last.at);
    return gapMillis < 0 ? chapter : { ...chapter, gapMillis };
  });
};
