/**
 * What a replay would do, told before it is done: by class, age and topic, how many letters would be
 * sent and how many skipped, and why.
 */
import type { Fate, SkipReason } from './fate.ts';
import type { IndexedLetter, LetterClass } from './indexed-letter.ts';

/** Time since parking: under an hour, a day, a week, or more. */
export const ages = ['under 1 h', 'under 1 d', 'under 7 d', '7 d or more'] as const;
export type Age = (typeof ages)[number];

type Counts = {
  readonly letters: number;
  /** How many a replay would send. */
  readonly replay: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
};

export type PlanRow = Counts & {
  readonly class: LetterClass;
  readonly age: Age;
  readonly topic: string | null;
};

export type Plan = Counts & {
  /** Letters parked later are not in it; give it back as `asOf`. */
  readonly asOf: string;
  readonly rows: readonly PlanRow[];
  /** False where more letters lie there than one plan looks at: narrow the filter. */
  readonly complete: boolean;
};

export type Judged = { readonly letter: IndexedLetter; readonly fate: Fate };

const hourMillis = 3_600_000;
const ageLimits = [hourMillis, 24 * hourMillis, 168 * hourMillis, Number.POSITIVE_INFINITY];

export const ageOf = (parkedAt: string, now: number): Age => {
  const millis = now - Date.parse(parkedAt);
  return ages[ageLimits.findIndex((limit) => millis < limit)] ?? '7 d or more';
};

export const planOf = (
  judged: readonly Judged[],
  at: { readonly asOf: string; readonly now: number; readonly complete: boolean },
): Plan => {
  const groups = Map.groupBy(judged, ({ letter }) =>
    JSON.stringify([letter.class, ageOf(letter.parkedAt, at.now), letter.topic]),
  );
  const rows = [...groups.values()].flatMap((group): PlanRow[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { class: letterClass, parkedAt, topic } = first.letter;
    return [{ class: letterClass, age: ageOf(parkedAt, at.now), topic, ...countsOf(group) }];
  });
  rows.sort((a, b) => b.letters - a.letters);
  return { asOf: at.asOf, complete: at.complete, ...countsOf(judged), rows };
};

const countsOf = (judged: readonly Judged[]): Counts => {
  const skipped: Partial<Record<SkipReason, number>> = {};
  let replay = 0;
  for (const { fate } of judged) {
    if (fate === 'replay') replay += 1;
    else skipped[fate] = (skipped[fate] ?? 0) + 1;
  }
  return { letters: judged.length, replay, skipped };
};
