/** The alarms of a template: read as they are, or refused by name. */
import { describe, expect, it } from 'vitest';
import type { LocalResource } from '../../cdk/local/contracts.ts';
import { type Act, makeAlarmBook } from '../../cdk/local/monitoring/alarms/alarm-book.ts';
import { noticeOf } from '../../cdk/local/monitoring/alarms/alarm-notice.ts';
import { readAlarms } from '../../cdk/local/monitoring/alarms/read-alarms.ts';
import { makeMetricStore } from '../../cdk/local/monitoring/metrics/metric-store.ts';
import { parseSecretReference } from '../../cdk/local/template/dynamic-reference.ts';

const page = 'arn:aws:sns:eu-central-1:000000000000:page';
type Properties = Readonly<Record<string, unknown>>;

const resource = (type: string, name: string, properties: Properties): LocalResource => ({
  logicalId: name,
  type,
  properties,
  ref: name,
  attributes: { Arn: `arn:aws:cloudwatch:eu-central-1:000000000000:alarm:${name}` },
});
const topic: LocalResource = { ...resource('AWS::SNS::Topic', 'Page', {}), ref: page };

const judged = {
  ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 0, EvaluationPeriods: 1 },
  ...{ TreatMissingData: 'notBreaching', AlarmActions: [page], OKActions: [page] },
};
const one = { Namespace: 'Own', MetricName: 'Parked', Period: 60, Statistic: 'Sum' };
const alarm = (name: string, properties: Properties = {}) =>
  resource('AWS::CloudWatch::Alarm', name, { ...judged, ...one, ...properties });
const math = (name: string, Metrics: readonly object[]) =>
  resource('AWS::CloudWatch::Alarm', name, { ...judged, Metrics });
const composite = (name: string, properties: Properties) =>
  resource('AWS::CloudWatch::CompositeAlarm', name, { AlarmActions: [page], ...properties });
const stat = (Id: string, given: object = {}) => ({
  Id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace: 'Own', MetricName: Id }, Period: 60, Stat: 'Sum', ...given },
});

const read = (...resources: readonly LocalResource[]) =>
  readAlarms({ resources: new Map([topic, ...resources].map((each) => [each.logicalId, each])) });
const faultsOf = (...resources: readonly LocalResource[]) => {
  try {
    read(...resources);
    return [];
  } catch (error) {
    return String(error).split('\n  ').slice(1);
  }
};

const about = (fault: string) => [`A (AWS::CloudWatch::Alarm): ${fault}`];
const unsupported = 'is not supported by the local stack';

describe('an alarm is refused by name', () => {
  it.each([
    [{ Statistic: 'tm95' }, `statistic tm95 ${unsupported}`],
    [{ Statistic: undefined, ExtendedStatistic: 'IQM' }, `statistic IQM ${unsupported}`],
    [{ Period: 30 }, `Period: 30: a period that is no number of minutes ${unsupported}`],
    [
      { ComparisonOperator: 'GreaterThanUpperThreshold' },
      `ComparisonOperator: GreaterThanUpperThreshold ${unsupported}`,
    ],
    [{ DatapointsToAlarm: 2 }, 'DatapointsToAlarm: must be at most EvaluationPeriods'],
    [
      { Period: 86_400, EvaluationPeriods: 8 },
      'looks back for more than a week, which CloudWatch does not',
    ],
    [
      { Namespace: 'AWS/Lambda', MetricName: 'IteratorAge' },
      'metric AWS/Lambda IteratorAge by nothing is not sent by the local stack',
    ],
    [
      { AlarmActions: ['arn:aws:automate:eu-central-1:ec2:reboot'] },
      `action arn:aws:automate:eu-central-1:ec2:reboot, which is no topic of the template, ${unsupported}`,
    ],
  ])('%j', (properties, fault) => {
    expect(faultsOf(alarm('A', properties))).toEqual(about(fault));
  });

  it.each([
    [
      [stat('a'), { Id: 'e', Expression: 'RATE(a)' }],
      `expression e: RATE() ${unsupported} (RATE(a))`,
    ],
    [[stat('a'), { Id: 'e', Expression: 'a + b' }], 'expression e: nothing has the Id b'],
    [[stat('a'), { Id: 'e', Expression: 'SUM(a)' }], 'expression e: gives no time series (SUM(a))'],
    [
      [stat('a'), { Id: 'e', Expression: 'METRICS()' }],
      'expression e: gives no time series (METRICS())',
    ],
    [
      [stat('a'), stat('b', { Period: 120 }), { Id: 'e', Expression: 'a + b' }],
      'metrics of several periods',
    ],
    [[stat('a')], 'one of Metrics, and only one, returns data'],
    [[stat('a'), { Id: 'B', Expression: 'a' }], 'Metrics.1.Id: must begin with a small letter'],
    [
      [
        stat('a'),
        { Id: 'e', Expression: 'f + a', ReturnData: false },
        { Id: 'f', Expression: 'e + 1' },
      ],
      'expressions that need each other',
    ],
  ])('metric math %j', (Metrics, fault) => {
    expect(faultsOf(math('A', Metrics))).toEqual(about(fault));
  });

  it('with a rule that nobody can read, of unknown alarms, or of itself', () => {
    expect(faultsOf(composite('C', { AlarmRule: 'SOME("A")' }))).toEqual([
      `C (AWS::CloudWatch::CompositeAlarm): AlarmRule: SOME ${unsupported} (SOME("A"))`,
    ]);
    expect(faultsOf(composite('C', { AlarmRule: 'ALARM("A")' }))).toEqual([
      'C: A is no alarm of the template',
    ]);
    expect(
      faultsOf(composite('C', { AlarmRule: 'OK("D")' }), composite('D', { AlarmRule: 'OK("C")' })),
    ).toEqual([
      'C: looks at itself through other alarms',
      'D: looks at itself through other alarms',
    ]);
    expect(
      faultsOf(alarm('A'), composite('C', { AlarmRule: 'TRUE', ActionsSuppressor: 'A' })),
    ).toEqual([
      'C (AWS::CloudWatch::CompositeAlarm): ActionsSuppressor goes with its WaitPeriod and ExtensionPeriod',
    ]);
  });

  it('all of them at once', () => {
    expect(faultsOf(alarm('A', { Statistic: 'tm1' }), alarm('B', { Period: 90 }))).toHaveLength(2);
  });
});

describe('alarms that are evaluated', () => {
  const minuteMillis = 60_000;
  const bookOf = (...resources: readonly LocalResource[]) => {
    const acts: Act[] = [];
    const store = makeMetricStore({ minuteMillis, minutesKept: 100 });
    const alarms = read(...resources);
    const onAct = (act: Act) => acts.push(act);
    const book = makeAlarmBook({ alarms, store, minuteMillis, startedMillis: 0, onAct });
    const send = (name: string, minute: number, value = 1, unit = 'Count') => {
      const atMillis = minute * minuteMillis + 5;
      const metric = { namespace: 'Own', name, dimensions: {}, unit };
      store.record({ ...metric, atMillis, values: [value] }, atMillis);
    };
    const at = (minute: number) => {
      book.advance(minute * minuteMillis);
      return book.standings().map(({ state }) => state);
    };
    const told = () => acts.map(({ standing }) => `${standing.alarm.name} ${standing.state}`);
    return { acts, book, send, at, told };
  };

  it('begin without data, act on transitions alone, and stay for the evaluation range', () => {
    const { send, at, told } = bookOf(alarm('A'));
    send('Parked', 2);

    expect([0, 1, 2, 3, 4, 5, 6, 7].map((minute) => at(minute)[0])).toEqual([
      ...['INSUFFICIENT_DATA', 'OK', 'OK', 'ALARM', 'ALARM', 'ALARM', 'OK', 'OK'],
    ]);
    expect(told()).toEqual(['A OK', 'A ALARM', 'A OK']);
  });

  it('slide by a minute, whatever their period', () => {
    const sum = { Period: 300, Threshold: 1 };
    const { send, at } = bookOf(alarm('A', sum));
    send('Parked', 3);
    send('Parked', 6);

    expect([6, 7, 8, 9].map((minute) => at(minute)[0])).toEqual(['OK', 'ALARM', 'ALARM', 'OK']);
  });

  it('look at one unit if they name one', () => {
    const { send, at } = bookOf(alarm('A', { Unit: 'Bytes' }), alarm('B'));
    send('Parked', 2, 1, 'Count');

    expect(at(3)).toEqual(['OK', 'ALARM']);
  });

  it('compare what metric math gives', () => {
    const Metrics = [
      { Id: 'e', Expression: 'IF(half > 1, 1, 0)' },
      { Id: 'half', Expression: '(FILL(a, 0) + FILL(b, 0)) / 2', ReturnData: false },
      ...[stat('a'), stat('b')],
    ];
    const { send, at } = bookOf(math('A', Metrics));
    send('a', 2, 2);
    send('b', 3, 4);

    expect([3, 4, 5].map((minute) => at(minute)[0])).toEqual(['OK', 'ALARM', 'OK']);
  });

  it('act for a composite alarm when its rule changes, held back by its suppressor', () => {
    const rule = { AlarmRule: 'ALARM("A")', OKActions: [page], ActionsSuppressor: 'S' };
    const periods = { ActionsSuppressorWaitPeriod: 60, ActionsSuppressorExtensionPeriod: 120 };
    const { send, at, book, told } = bookOf(
      composite('C', { ...rule, ...periods }),
      alarm('A', { AlarmActions: [], OKActions: [], Period: 600 }),
      alarm('S', { AlarmActions: [], OKActions: [], MetricName: 'Open' }),
    );
    const held = () => book.standings().find(({ alarm: { name } }) => name === 'C')?.held?.by;

    at(1);
    const waits = held();
    at(2);
    const first = told();
    send('Parked', 2);
    send('Open', 2);
    at(3);

    expect([waits, first, held()]).toEqual(['WaitPeriod', ['C OK'], 'Alarm']);
    at(6);
    const extended = held();
    at(7);
    expect([extended, told()]).toEqual(['ExtensionPeriod', ['C OK']]);
    at(8);
    expect(told()).toEqual(['C OK', 'C ALARM']);
  });

  it('are set by hand until they are next evaluated, and tell no one while actions are off', () => {
    const { book, at, told } = bookOf(alarm('A', { ActionsEnabled: false }));
    at(1);

    expect(book.setState('A', 'ALARM', 'drill', 70_000)).toBe(true);
    expect(book.standings()[0]).toMatchObject({ state: 'ALARM', reason: 'drill' });
    expect(at(2)).toEqual(['OK']);
    expect([told(), book.setState('B', 'OK', '', 0)]).toEqual([[], false]);
  });

  it('are told as CloudWatch tells them', () => {
    const { acts, send, at } = bookOf(alarm('A', { AlarmDescription: 'Parked.' }));
    at(1);
    send('Parked', 1);
    at(2);
    const notice = acts[1] && noticeOf(acts[1], 'eu-central-1');

    expect(notice?.subject).toBe('ALARM: "A" in EU (Frankfurt)');
    expect(JSON.parse(notice?.message ?? '')).toMatchObject({
      AlarmName: 'A',
      AlarmDescription: 'Parked.',
      AWSAccountId: '000000000000',
      NewStateValue: 'ALARM',
      OldStateValue: 'OK',
      NewStateReason:
        'Threshold Crossed: 1 out of the last 1 datapoint [1.0] was greater than the threshold (0.0).',
      StateChangeTime: '1970-01-01T00:02:00.000+0000',
      Region: 'EU (Frankfurt)',
      AlarmArn: 'arn:aws:cloudwatch:eu-central-1:000000000000:alarm:A',
      Trigger: { MetricName: 'Parked', Namespace: 'Own', Statistic: 'SUM', Period: 60 },
    });
  });
});

describe('a dynamic reference to a secret', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:pager-AbCdEf';
  it.each([
    ['{{resolve:secretsmanager:pager}}', { secretId: 'pager', jsonKey: undefined }],
    ['{{resolve:secretsmanager:pager:SecretString:::}}', { secretId: 'pager', jsonKey: undefined }],
    ['{{resolve:secretsmanager:pager:SecretString:url::}}', { secretId: 'pager', jsonKey: 'url' }],
    [`{{resolve:secretsmanager:${arn}:SecretString:url}}`, { secretId: arn, jsonKey: 'url' }],
    [`{{resolve:secretsmanager:${arn}:SecretString:::}}`, { secretId: arn, jsonKey: undefined }],
    ['{{resolve:ssm:/name}}', undefined],
    ['{{resolve:secretsmanager:pager:SecretString:::v1}}', undefined],
    ['https://{{resolve:secretsmanager:pager}}/enqueue', undefined],
  ])('%s', (text, reference) => {
    expect(parseSecretReference(text)).toEqual(reference);
  });
});
