/**
 * Looking at the dead letters and at the jobs: answers from the index and the records, and changes
 * nothing. A letter's personal data is read only when asked for, and who asked is written down first.
 */
import * as z from 'zod';
import type { Audit } from './audit.ts';
import type { Cursor, IndexedLetter } from './indexed-letter.ts';
import { planOf } from './plan.ts';
import type { FoundLetter, JobStore, LetterPorts } from './ports.ts';
import { noSuchJob, noSuchLetter } from './refusals.ts';
import { type BrowseAnswer, type BrowseRequest, groupsMax, type LetterGroup } from './request.ts';
import { findMeant, judge, survey } from './survey.ts';

export type BrowsePorts = LetterPorts & {
  readonly jobs: Pick<JobStore, 'read'>;
  readonly audit: Audit;
};

export const makeBrowse =
  (ports: BrowsePorts) =>
  (request: BrowseRequest): Promise<BrowseAnswer> => {
    switch (request.action) {
      case 'list':
        return list(ports, request);
      case 'show':
        return show(ports, request);
      case 'plan':
        return plan(ports, request);
      case 'jobs':
        return listJobs(ports);
      case 'job':
        return showJob(ports, request.jobId);
    }
  };
export type Browse = ReturnType<typeof makeBrowse>;

type Asked<Action> = Extract<BrowseRequest, { readonly action: Action }>;

const list = async (
  ports: BrowsePorts,
  { filter, limit, after }: Asked<'list'>,
): Promise<BrowseAnswer> => {
  const { letters, complete } = await findListed(ports, filter);
  const ordered = letters.toSorted(byTime);
  const rest = after ? ordered.filter((letter) => byTime(letter, after) > 0) : ordered;
  const listed = rest.slice(0, limit);
  const last = listed.at(-1);
  const groups = groupsOf(ordered);
  return {
    kind: 'letters',
    groups: groups.slice(0, groupsMax),
    groupsLeftOut: Math.max(0, groups.length - groupsMax),
    letters: listed,
    total: letters.length,
    ...(last && rest.length > listed.length
      ? { next: { parkedAt: last.parkedAt, letterId: last.letterId } }
      : {}),
    complete,
  };
};

/** The records are read only where the filter asks what they say. */
const findListed = async (ports: BrowsePorts, filter: Asked<'list'>['filter']) => {
  if (filter.fate === undefined) return findMeant(ports.index, filter);
  const { judged, complete } = await survey(ports, filter, { force: false });
  return { letters: judged.map(({ letter }) => letter), complete };
};

const byTime = (a: Cursor, b: Cursor): number =>
  compare(a.parkedAt, b.parkedAt) || compare(a.letterId, b.letterId);

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** @param letters - oldest first. */
const groupsOf = (letters: readonly IndexedLetter[]): readonly LetterGroup[] => {
  const groups = Map.groupBy(letters, (letter) => JSON.stringify([letter.class, letter.reason]));
  return [...groups.values()]
    .flatMap((group): LetterGroup[] => {
      const [first, last] = [group[0], group.at(-1)];
      if (first === undefined || last === undefined) return [];
      const { class: letterClass, reason, parkedAt: oldest } = first;
      const newest = last.parkedAt;
      return [{ class: letterClass, reason, letters: group.length, oldest, newest }];
    })
    .sort((a, b) => b.letters - a.letters);
};

const show = async (
  ports: BrowsePorts,
  { letterId, personal, by }: Asked<'show'>,
): Promise<BrowseAnswer> => {
  const found = (await ports.index.find([letterId])).get(letterId);
  if (found === undefined) return noSuchLetter;
  const { letter, settled } = found;
  // First, so that nothing is shown that is not written down.
  if (personal) ports.audit({ kind: 'letter-shown', letter, by });
  return {
    kind: 'letter',
    letter,
    ...(settled ? { settled } : await fateFact(ports, letter)),
    ...(personal ? { personal: await readPersonal(ports, found) } : {}),
  };
};

const fateFact = async (ports: BrowsePorts, letter: IndexedLetter) => {
  const [judged] = await judge(ports, [letter], false);
  return judged ? { fate: judged.fate } : {};
};

const envelopeSchema = z.object({
  letter: z.object({ problem: z.string().nullable().catch(null) }),
  message: z.unknown(),
});

/** Read loosely: what this release cannot understand is what a person has to see. */
const readPersonal = async ({ index }: BrowsePorts, { letter, settled }: FoundLetter) => {
  const content = settled ? undefined : await index.contentOf(letter);
  if (content === undefined) return { message: null, problem: null };
  const value = readJson(content);
  const envelope = envelopeSchema.safeParse(value);
  return envelope.success
    ? { message: envelope.data.message, problem: envelope.data.letter.problem }
    : { message: value, problem: null };
};

/** The text itself where it is no JSON. */
const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const plan = async (
  ports: BrowsePorts,
  { filter, force }: Asked<'plan'>,
): Promise<BrowseAnswer> => {
  const now = ports.now();
  const { judged, complete } = await survey(ports, filter, { force, until: now });
  const asOf = new Date(now).toISOString();
  return { kind: 'plan', plan: planOf(judged, { asOf, now, complete }) };
};

const listJobs = async ({ jobs }: BrowsePorts): Promise<BrowseAnswer> => ({
  kind: 'jobs',
  jobs: (await jobs.read()).jobs.toReversed(),
});

const showJob = async ({ jobs }: BrowsePorts, jobId: string): Promise<BrowseAnswer> => {
  const job = (await jobs.read()).jobs.find((one) => one.jobId === jobId);
  return job ? { kind: 'job', job } : noSuchJob;
};
