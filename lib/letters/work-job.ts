/**
 * Works one job off, for as long as an invocation lasts.
 *
 * Before a letter is touched, it is written down that it is in hand: whoever goes on after a crash looks at
 * those first, and so counts each letter once.
 */
import type { Job } from './job.ts';
import { type JobPlace, makeJobPlace, type PlacePorts, type Written } from './job-place.ts';
import { makePace } from './pace.ts';
import { type HandEnd, type HandPorts, settleHand } from './settle-hand.ts';
import type { Session } from './work-session.ts';

export type WorkJobPorts = HandPorts &
  PlacePorts & { readonly sleep: (millis: number) => Promise<void> };

/** `over`: done, or stopped by somebody; `cut`: the time ran out; `lost`: another has the lease. */
export type JobEnd = Exclude<Written, 'kept'> | 'cut';

/** Letters in hand at most: those that the pace lets through in `handMillis`. */
const handMax = 25;
const handMillis = 2_000;
/** What was parked before the plan was made may not be seen in the index for a moment longer. */
const indexLagMillis = 2_000;
/** A pause is looked at again after so long at the latest. */
const pauseLookMillis = 2_000;
/** More than the time of a slice allows, at the highest pace. */
const handsPerSlice = 1_000;
/** What must be left of the invocation's time to take a hand, and to begin a letter. */
const handReserveMillis = 5_000;
const letterReserveMillis = 1_500;

/** @param tellSettled - how many letters a hand has settled. */
export const workJob = async (
  ports: WorkJobPorts,
  session: Session,
  job: Job,
  remainingMillis: () => number,
  tellSettled: (letters: number) => void,
): Promise<JobEnd> => {
  const isBegun = job.cursor !== undefined || job.inHand.length > 0;
  const lastAt = isBegun ? Date.parse(job.updatedAt) : undefined;
  const pace = makePace(job.pacePerSecond, ports, lastAt);
  const place = makeJobPlace(ports, session, job, 1_000 / job.pacePerSecond);
  const handSize = Math.max(1, Math.floor((job.pacePerSecond * handMillis) / 1_000));
  const takenUp = place.hand();
  const turns = {
    turn: pace.turn,
    mayBegin: () => session.hasLease() && remainingMillis() > letterReserveMillis,
  };
  if (!isBegun) await waitForIndex(ports, job);
  for (let hands = 0; hands < handsPerSlice; hands++) {
    if (remainingMillis() < handReserveMillis + pace.dueIn()) break;
    const hand = place.hand();
    const ended =
      hand === undefined
        ? await place.takeNext(Math.min(handMax, handSize))
        : await settle(
            ports,
            place,
            await settleHand(ports, job, hand.letterIds, { ...turns, isTakenUp: hand === takenUp }),
          );
    if (typeof ended === 'number') tellSettled(ended);
    else if (ended !== 'kept') return ended;
  }
  // In hand is then only what was not begun: a pause has held it up.
  if (place.hand() !== undefined) return 'cut';
  const written = await place.keep();
  return written === 'kept' ? 'cut' : written;
};

/** How many letters were settled; or whether, and how, it goes on without. */
const settle = async (
  ports: WorkJobPorts,
  place: JobPlace,
  ended: HandEnd,
): Promise<number | Written | 'cut'> => {
  switch (ended.kind) {
    case 'settled':
      place.count(ended.ends);
      return ended.ends.filter((end) => end === 'done').length;
    case 'paused':
      await ports.sleep(Math.min(pauseLookMillis, Math.max(0, ended.until - ports.now())));
      return place.prolong();
    case 'closed':
      return place.stop(ended.why);
    case 'cut':
      return 'cut';
  }
};

const waitForIndex = async ({ sleep, now }: WorkJobPorts, job: Job): Promise<void> => {
  const millis = Date.parse(job.asOf) + indexLagMillis - now();
  if (millis > 0) await sleep(Math.min(millis, indexLagMillis));
};
