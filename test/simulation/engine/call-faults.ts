/**
 * The faults of a call over the network, by name, and what each does to the call's tries.
 *
 * A try is one request on the wire; the SDK makes up to two of them for one call.
 */

import type { Draw } from '../contracts.ts';
import { between, choose } from './draw.ts';

/** What becomes of one try. */
export type Fate = {
  /** The request arrives and is carried out. */
  readonly reaches: boolean;
  /** The answer comes back. */
  readonly answered: boolean;
  /** The service answers that it will not, and does nothing. */
  readonly refused?: 'throttling' | 'failure';
  /** `slow`: about as long as the client waits. `late`: the request arrives after it gave up. */
  readonly pace?: 'slow' | 'late';
  /** The environment is killed between the effect and the answer. */
  readonly kills?: true;
  /** The environment stands still when the answer comes, and hears it afterwards. */
  readonly stalls?: true;
};

const fine: Fate = { reaches: true, answered: true };
const lost: Fate = { reaches: false, answered: false };
const unanswered: Fate = { reaches: true, answered: false };
const throttled: Fate = { reaches: false, answered: true, refused: 'throttling' };
const failed: Fate = { reaches: false, answered: true, refused: 'failure' };

/** By kind: the fate of the first try, and of all others. */
const fates = {
  /** Killed before the request leaves. */
  'crash-before': [lost, lost],
  /** The effect happens, then the environment is killed before the answer comes. */
  'crash-after': [{ reaches: true, answered: false, kills: true }, lost],
  /** No effect; an error once the client has waited long enough, or the connection broke. */
  'lost-before': [lost, lost],
  /** One effect, and an error all the same. */
  'lost-after': [unanswered, lost],
  /** The effect happens, its answer is lost, and the same request comes again: that one is answered. */
  'applied-twice': [unanswered, fine],
  /** Every try has its effect, none is answered. */
  unanswered: [unanswered, unanswered],
  throttled: [throttled, throttled],
  /** A 5xx of the service, without an effect. */
  failed: [failed, failed],
  /** The first try is lost, throttled or failed; the second one is fine. */
  retried: [lost, fine],
  /** Nothing is lost; the environment stands still before it hears the answer. */
  stall: [{ ...fine, stalls: true }, fine],
  /** Just below or just above what the client waits for. */
  slow: [{ ...fine, pace: 'slow' }, fine],
  /** The request arrives when the client has long given up, or has asked again. */
  late: [{ ...unanswered, pace: 'late' }, fine],
} as const satisfies Readonly<Record<string, readonly [Fate, Fate]>>;

export type CallFault = keyof typeof fates;
export const callFaults: readonly string[] = Object.keys(fates);

const isCallFault = (kind: string): kind is CallFault => Object.hasOwn(fates, kind);

/**
 * @param nth - the how-manieth try of this call, from 1.
 * @throws Error for a kind that no call knows.
 */
export const fateOf = (kind: string | undefined, nth: number, draw: Draw, id: string): Fate => {
  if (kind === undefined) return fine;
  if (!isCallFault(kind)) throw new Error(`${id}: a call knows no fault ${kind}`);
  if (kind === 'retried' && nth === 1) {
    return choose(draw, `retried/${id}`, [lost, throttled, failed]);
  }
  const [first, others] = fates[kind];
  return nth === 1 ? first : others;
};

const stallMillisMin = 100;
/** Long enough to outlast an invocation and what others may have claimed. */
const stallMillisMax = 30_000;

/** Short ones as often as long ones. */
export const stallOf = (draw: Draw, name: string): number =>
  Math.round(stallMillisMin * (stallMillisMax / stallMillisMin) ** draw(`stall/${name}`));

export type Latency = { readonly request: number; readonly answer: number };

/** Of a request within one region: a few milliseconds, and now and then a pause of something's. */
const usualMillisMax = 4;
const pauseShare = 0.01;
const pauseMillisMax = 300;
/** Of the client's patience: `slow` lies around it, `late` well behind it. */
const slowFrom = 0.87;
const slowTo = 1.13;
const lateFactorMax = 20;

export const latencyOf = (
  { pace }: Fate,
  draw: Draw,
  name: string,
  patienceMillis: number,
): Latency => {
  const request = between(draw, `${name}/request`, 1, usualMillisMax);
  const answer = between(draw, `${name}/answer`, 1, usualMillisMax);
  if (pace === 'slow') {
    const total = Math.round(
      patienceMillis * (slowFrom + draw(`${name}/slow`) * (slowTo - slowFrom)),
    );
    return draw(`${name}/where`) < 0.5
      ? { request: total - answer, answer }
      : { request, answer: total - request };
  }
  if (pace === 'late') {
    const past = Math.round(patienceMillis * (1 + draw(`${name}/late`) * lateFactorMax));
    return { request: past + request, answer };
  }
  const pausing = draw(`${name}/pause`);
  if (pausing >= pauseShare) return { request, answer };
  return { request: request + Math.round((pausing / pauseShare) * pauseMillisMax), answer };
};
