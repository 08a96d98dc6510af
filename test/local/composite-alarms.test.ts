/** Composite alarms: their rules, and how a suppressor holds their actions back. */
import { describe, expect, it } from 'vitest';
import { alarmsOf, holds, parseRule } from '../../cdk/local/monitoring/alarms/alarm-rule.ts';
import type { AlarmState } from '../../cdk/local/monitoring/alarms/judge.ts';
import { type Held, suppress } from '../../cdk/local/monitoring/alarms/suppression.ts';

const states: Readonly<Record<string, AlarmState>> = {
  fires: 'ALARM',
  calm: 'OK',
  new: 'INSUFFICIENT_DATA',
};
const isTrue = (text: string) => {
  const parsed = parseRule(text);
  if (parsed.kind === 'unreadable') throw new Error(parsed.fault);
  return holds(parsed.rule, (name) => states[name] ?? 'INSUFFICIENT_DATA');
};

describe("a composite alarm's rule", () => {
  it.each([
    ['TRUE', true],
    ['FALSE', false],
    ['ALARM("fires")', true],
    ['ALARM(fires)', true],
    ['OK("fires")', false],
    ['INSUFFICIENT_DATA("new")', true],
    ['NOT ALARM("fires")', false],
    ['NOT NOT OK(calm)', true],
    ['TRUE OR FALSE AND FALSE', true],
    ['(TRUE OR FALSE) AND FALSE', false],
    ['NOT FALSE AND FALSE', false],
    ['ALARM("fires") AND NOT (ALARM("calm") OR OK("new"))', true],
    ['(ALARM("fires") AND (OK("calm")))', true],
  ])('%s is %s', (text, truth) => {
    expect(isTrue(text)).toBe(truth);
  });

  it.each([
    ['', 'unexpected end'],
    ['ALARM("a"', 'expected ), got the end'],
    ['ALARM "a"', 'expected (, got a'],
    ['AT_LEAST(2, ALARM, (a, b))', 'AT_LEAST is not supported by the local stack'],
    ['alarm("a")', 'alarm is not supported by the local stack'],
    ['TRUE TRUE', 'unexpected TRUE'],
    ['ALARM("a', 'unexpected "a'],
    [`${'('.repeat(101)}TRUE`, 'too deep'],
  ])('%s is refused: %s', (text, fault) => {
    expect(parseRule(text)).toEqual({ kind: 'unreadable', fault });
  });

  it('names the alarms that it looks at, each once', () => {
    const parsed = parseRule('ALARM("a") AND (OK("a b") OR NOT ALARM(arn:aws:c:1))');
    expect(parsed.kind === 'rule' && alarmsOf(parsed.rule)).toEqual(['a', 'a b', 'arn:aws:c:1']);
  });
});

/**
 * The examples of CloudWatch's documentation, in time units: WaitPeriod 2, ExtensionPeriod 3.
 * Gives the times at which actions are taken.
 */
const play = (events: Readonly<Record<number, readonly ('change' | 'suppress' | 'release')[]>>) => {
  const acted: number[] = [];
  let held: Held | undefined;
  let suppressorAlarms = false;
  for (let nowMillis = 0; nowMillis <= 15; nowMillis += 1) {
    const now = events[nowMillis] ?? [];
    if (now.includes('suppress')) suppressorAlarms = true;
    if (now.includes('release')) suppressorAlarms = false;
    const seen = { changed: now.includes('change'), suppressorAlarms, nowMillis };
    const result = suppress(held, { waitMillis: 2, extensionMillis: 3 }, seen);
    held = result.held;
    if (result.acts) acted.push(nowMillis);
  }
  return acted;
};

describe("a composite alarm's actions", () => {
  it('are taken after WaitPeriod if the suppressor does not alarm (example 1)', () => {
    expect(play({ 2: ['change'] })).toEqual([4]);
  });

  it('are suppressed if it alarms within WaitPeriod (example 2), or before (example 4)', () => {
    expect(play({ 2: ['change'], 3: ['suppress'] })).toEqual([]);
    expect(play({ 1: ['suppress'], 2: ['change'] })).toEqual([]);
  });

  it('wait anew after another change of state (example 3)', () => {
    expect(play({ 2: ['change'], 3: ['change'] })).toEqual([5]);
  });

  it('are taken ExtensionPeriod after the suppressor has calmed down (example 5)', () => {
    expect(play({ 2: ['change'], 3: ['suppress'], 6: ['release'] })).toEqual([9]);
  });

  it('wait for WaitPeriod instead if the state changes within ExtensionPeriod (example 6)', () => {
    expect(play({ 2: ['change'], 3: ['suppress'], 6: ['release'], 7: ['change'] })).toEqual([9]);
  });

  it('stay suppressed if the suppressor alarms again within ExtensionPeriod', () => {
    expect(play({ 2: ['change'], 3: ['suppress'], 6: ['release'], 7: ['suppress'] })).toEqual([]);
  });

  it('are not taken because a suppressor calms down, where none were owed', () => {
    expect(play({ 3: ['suppress'], 6: ['release'] })).toEqual([]);
  });

  it('are taken at once where the periods are 0', () => {
    const periods = { waitMillis: 0, extensionMillis: 0 };
    const seen = { suppressorAlarms: false, nowMillis: 5 };

    expect([
      suppress(undefined, periods, { changed: true, ...seen }).acts,
      suppress({ by: 'Alarm' }, periods, { changed: false, ...seen }).acts,
    ]).toEqual([true, true]);
  });
});
