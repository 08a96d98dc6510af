/** The local pager does with notifications what PagerDuty's integration does. */
import { describe, expect, it } from 'vitest';
import { droppedMax, incidentsMax, makePager } from '../../cdk/local/monitoring/notices/pager.ts';

const notification = (state: string, name = 'depth', rest: object = {}): string => {
  const Message = JSON.stringify({ AlarmName: name, NewStateValue: state, NewStateReason: 'why' });
  const Subject = `${state}: "${name}" in EU (Frankfurt)`;
  return JSON.stringify({ Type: 'Notification', Subject, Message, ...rest });
};

const told = (...bodies: readonly string[]) => {
  const pager = makePager();
  for (const [place, body] of bodies.entries()) pager.receive(body, place);
  return pager;
};

describe('the local pager', () => {
  it('opens an incident at ALARM and resolves it at OK, by the name of the alarm', () => {
    const pager = told(notification('ALARM'), notification('ALARM', 'hold'), notification('OK'));

    expect(pager.incidents()).toEqual([
      {
        alarmName: 'hold',
        description: '',
        reason: 'why',
        openedMillis: 1,
        resolvedMillis: null,
        triggers: 1,
      },
      {
        alarmName: 'depth',
        description: '',
        reason: 'why',
        openedMillis: 0,
        resolvedMillis: 2,
        triggers: 1,
      },
    ]);
  });

  it('counts what comes again while an incident is open, and opens another one afterwards', () => {
    const alarm = notification('ALARM');
    const pager = told(alarm, alarm, notification('OK'), notification('OK'), alarm);

    expect(pager.incidents()).toMatchObject([
      { openedMillis: 4, resolvedMillis: null, triggers: 1 },
      { openedMillis: 0, resolvedMillis: 2, triggers: 2 },
    ]);
    expect(pager.dropped()).toEqual([]);
  });

  it.each([
    ['the body is no SNS message', 'hello'],
    [
      'its type is UnsubscribeConfirmation',
      notification('ALARM', 'a', { Type: 'UnsubscribeConfirmation' }),
    ],
    [
      'its message is no alarm in strict JSON',
      notification('ALARM', 'a', { Message: "{AlarmName:'a'}" }),
    ],
    ['its message is no alarm in strict JSON', notification('ALARM', 'a', { Message: '{}' })],
    [
      'its subject does not begin with the state',
      notification('ALARM', 'a', { Subject: 'OK: "a"' }),
    ],
    [
      'its subject does not begin with the state',
      notification('ALARM', 'a', { Subject: undefined }),
    ],
    ['INSUFFICIENT_DATA neither opens nor resolves', notification('INSUFFICIENT_DATA')],
  ])('drops a message without an error: %s', (why, body) => {
    const pager = told(body);

    expect(pager.incidents()).toEqual([]);
    expect(pager.dropped()).toMatchObject([{ atMillis: 0, why }]);
  });

  it('confirms its subscription by itself', () => {
    const pager = told(JSON.stringify({ Type: 'SubscriptionConfirmation', Message: 'confirm' }));

    expect([pager.incidents(), pager.dropped()]).toEqual([[], []]);
  });

  it('remembers a bounded number of incidents, open ones longest', () => {
    const names = Array.from({ length: incidentsMax + 1 }, (_, place) => `alarm ${place}`);
    const over = names
      .slice(1)
      .flatMap((name) => [notification('ALARM', name), notification('OK', name)]);
    const pager = told(notification('ALARM', 'alarm 0'), ...over, ...names.map(() => 'no message'));
    const kept = pager.incidents();

    expect(kept).toHaveLength(incidentsMax);
    expect(kept[0]).toMatchObject({ alarmName: 'alarm 0', resolvedMillis: null });
    expect(kept.some(({ alarmName }) => alarmName === 'alarm 1')).toBe(false);
    expect(pager.dropped()).toHaveLength(droppedMax);
  });
});
