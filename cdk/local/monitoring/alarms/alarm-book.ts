/**
 * All alarms with their states: evaluates them as time goes on, and says which changed and which actions
 * that asks for. Time and metrics are given; what an action does is somebody else's.
 */
import type { MetricStore } from '../metrics/metric-store.ts';
import type { Alarm, CompositeAlarm, MetricAlarm } from './alarm.ts';
import { alarmsOf, holds } from './alarm-rule.ts';
import { type AlarmState, judge } from './judge.ts';
import { findAlarm } from './read-alarms.ts';
import { readDatapoints, secondsPerMinute } from './read-datapoints.ts';
import { compositeReason, metricReason, uncheckedReason } from './reasons.ts';
import { type Held, suppress } from './suppression.ts';

/** An alarm that went from one state to another. */
export type Transition = {
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
  readonly atMillis: number;
};

export type Standing = {
  readonly alarm: Alarm;
  readonly state: AlarmState;
  readonly reason: string;
  /** Since when it is in this state. */
  readonly sinceMillis: number;
  /** Newest first. */
  readonly history: readonly Transition[];
  /** What of a composite alarm's actions is held back. */
  readonly held: Held | undefined;
};

/** What an alarm asks to be done now: its actions for a state, told with the last transition. */
export type Act = { readonly standing: Standing; readonly transition: Transition };

/** How much of an alarm's past is remembered. */
export const historyMax = 50;

export type AlarmBookOptions = {
  readonly alarms: readonly Alarm[];
  readonly store: Pick<MetricStore, 'read'>;
  readonly minuteMillis: number;
  readonly startedMillis: number;
  readonly onAct: (act: Act) => void;
};

export type AlarmBook = {
  /** Evaluates what is due: metric alarms once a minute, the others whenever something changed. */
  readonly advance: (nowMillis: number) => void;
  /** Until it is next evaluated. `false` where there is no such alarm. */
  readonly setState: (name: string, to: AlarmState, reason: string, nowMillis: number) => boolean;
  /** In the order in which they are evaluated. */
  readonly standings: () => readonly Standing[];
};

type Book = AlarmBookOptions & {
  readonly current: Map<string, Standing>;
  /** The states that a composite alarm was last evaluated with. */
  readonly seen: Map<string, string>;
  lastMinute: number;
};

export const makeAlarmBook = (options: AlarmBookOptions): AlarmBook => {
  const { startedMillis: sinceMillis, minuteMillis } = options;
  const fresh = { state: 'INSUFFICIENT_DATA', reason: uncheckedReason, sinceMillis } as const;
  const book: Book = {
    ...options,
    current: new Map(
      options.alarms.map((alarm) => [
        alarm.name,
        { alarm, ...fresh, history: [], held: undefined },
      ]),
    ),
    seen: new Map(),
    lastMinute: Math.floor(sinceMillis / minuteMillis),
  };
  return {
    advance: (nowMillis) => {
      const minute = Math.floor(nowMillis / minuteMillis);
      if (minute > book.lastMinute) evaluateMetrics(book, minute, nowMillis);
      book.lastMinute = Math.max(minute, book.lastMinute);
      evaluateComposites(book, nowMillis);
    },
    setState: (name, to, reason, nowMillis) => {
      const standing = book.current.get(name);
      if (standing === undefined) return false;
      move(book, standing, { to, reason, nowMillis });
      evaluateComposites(book, nowMillis);
      return true;
    },
    standings: () => [...book.current.values()],
  };
};

const evaluateMetrics = (book: Book, minute: number, nowMillis: number): void => {
  for (const standing of book.current.values()) {
    const { alarm } = standing;
    if (alarm.kind !== 'metric') continue;
    const { to, reason } = evaluateMetric(book, alarm, minute, standing.state);
    move(book, standing, { to, reason, nowMillis });
  }
};

const evaluateMetric = (book: Book, alarm: MetricAlarm, minute: number, state: AlarmState) => {
  const datapoints = readDatapoints(alarm, book.store, minute);
  const to = judge(datapoints, alarm, state);
  return { to, reason: metricReason(alarm, datapoints, to) };
};

/** In an order in which each finds those it looks at evaluated. */
const evaluateComposites = (book: Book, nowMillis: number): void => {
  for (const { alarm } of book.current.values()) {
    if (alarm.kind === 'composite') evaluateComposite(book, alarm, nowMillis);
  }
};

const evaluateComposite = (book: Book, alarm: CompositeAlarm, nowMillis: number): void => {
  const standing = book.current.get(alarm.name);
  if (standing === undefined) return;
  const children = alarmsOf(alarm.rule).flatMap((asked) => standingOf(book, asked) ?? []);
  const seen = children.map(({ state }) => state).join();
  const before = book.seen.get(alarm.name);
  book.seen.set(alarm.name, seen);
  // A state that somebody set stays until something that the rule looks at changes.
  if (before !== seen) {
    const old = before?.split(',');
    const cause = children.find(({ state }, place) => old !== undefined && old[place] !== state);
    const stateOf = (asked: string): AlarmState =>
      standingOf(book, asked)?.state ?? 'INSUFFICIENT_DATA';
    const to = holds(alarm.rule, stateOf) ? 'ALARM' : 'OK';
    const named = cause && { arn: cause.alarm.arn, state: cause.state };
    move(book, standing, { to, reason: compositeReason(alarm, to, named), nowMillis });
  }
  settle(book, alarm, { changed: false, nowMillis });
};

const standingOf = ({ alarms, current }: Book, asked: string): Standing | undefined =>
  current.get(findAlarm(alarms, asked)?.name ?? '');

type Move = { readonly to: AlarmState; readonly reason: string; readonly nowMillis: number };

/** Actions are asked for by a change alone; staying in a state only renews its reason. */
const move = (book: Book, standing: Standing, { to, reason, nowMillis }: Move): void => {
  const { alarm, state: from } = standing;
  if (to === from) {
    book.current.set(alarm.name, { ...standing, reason });
    return;
  }
  const transition: Transition = { from, to, reason, atMillis: nowMillis };
  const history = [transition, ...standing.history].slice(0, historyMax);
  const moved = { ...standing, state: to, reason, sinceMillis: nowMillis, history };
  book.current.set(alarm.name, moved);
  if (alarm.kind === 'composite') settle(book, alarm, { changed: true, nowMillis });
  else act(book, moved);
};

const settle = (
  book: Book,
  { name, suppressor }: CompositeAlarm,
  { changed, nowMillis }: { readonly changed: boolean; readonly nowMillis: number },
): void => {
  const standing = book.current.get(name);
  if (standing === undefined) return;
  if (suppressor === undefined) {
    if (changed) act(book, standing);
    return;
  }
  const millis = (seconds: number): number => (seconds * book.minuteMillis) / secondsPerMinute;
  const { waitSeconds, extensionSeconds } = suppressor;
  const periods = { waitMillis: millis(waitSeconds), extensionMillis: millis(extensionSeconds) };
  const suppressorAlarms = standingOf(book, suppressor.name)?.state === 'ALARM';
  const seen = { changed, suppressorAlarms, nowMillis };
  const { held, acts } = suppress(standing.held, periods, seen);
  const settled = { ...standing, held };
  book.current.set(name, settled);
  if (acts) act(book, settled);
};

const act = (book: Book, standing: Standing): void => {
  const [transition] = standing.history;
  const { actionsEnabled, actions } = standing.alarm;
  if (transition !== undefined && actionsEnabled && actions[standing.state].length > 0)
    book.onAct({ standing, transition });
};
