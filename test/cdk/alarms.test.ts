import { describe, expect, it } from 'vitest';
import { parkedClasses } from '../../cdk/constructs/alarms/letter-rows.ts';
import { parkClasses } from '../../lib/order/order-record.ts';
import { alarmsOf, metricsIn, toldBy } from './alarm-parts.ts';
import { emittedBy, identityOf } from './emitted.ts';
import { keptBlock, templateOf } from './synthesize.ts';

const reachable = { pageEmail: ['on-call@example.com'], silenceMinutes: 30 };
const template = templateOf({ ...keptBlock, alarms: reachable });
const alarms = alarmsOf(template);
const all = [...alarms.values()];
const telling = all.filter((alarm) => toldBy(template, alarm).begins !== 'nobody');
const alarmOf = (key: string) => {
  const found = alarms.get(key);
  if (found === undefined) throw new Error(`no alarm ${key}`);
  return found;
};

/** What AWS counts by itself; everything else must come from us. */
const ofAws = ['AWS/ApiGateway', 'AWS/Lambda', 'AWS/SNS', 'AWS/SQS'];
const services = [
  ...['accept-webhook', 'deliver-order', 'reconcile-orders', 'replay-dead-letters'],
  'watch-bridge',
];
const emitted = await emittedBy(services, 'kept');

describe('every alarm', () => {
  it('looks at metrics that somebody emits, under exactly these dimensions', () => {
    const unknown = all.flatMap((alarm) =>
      metricsIn(alarm)
        .filter(({ namespace }) => namespace !== undefined && !ofAws.includes(namespace))
        .map(({ namespace, name, dimensions }) => identityOf(namespace, name, dimensions))
        .filter((identity) => !emitted.has(identity))
        .map((identity) => `${alarm.key}: ${identity}`),
    );

    expect(unknown).toEqual([]);
  });

  it('is about one of ours, where it looks at what AWS counts', () => {
    const dimensions = all.flatMap((alarm) =>
      metricsIn(alarm)
        .filter(({ namespace }) => ofAws.includes(namespace ?? ''))
        .map(({ dimensions: given }) => Object.keys(given).join()),
    );

    expect([...new Set(dimensions)].sort()).toEqual([
      'ApiId',
      'FunctionName',
      'QueueName',
      'TopicName',
    ]);
  });

  it('says what it means, what the customer notices, and where its runbook is', () => {
    for (const { key, properties } of all) {
      const lines = String(properties.AlarmDescription).split('\n');
      expect(properties.AlarmDescription.length, key).toBeLessThanOrEqual(1_024);
      expect(lines[0], key).toMatch(/^.{40,}\.$/);
      expect(lines[1], key).toMatch(/^Customers: .{5,}\.$/);
      expect(lines.at(-1), key).toBe(`Runbook: docs/RUNBOOK.md#${key.replace(/-seen$/, '')}`);
    }
  });

  it('that tells of its beginning tells the same people of its end', () => {
    const unequal = all
      .map((alarm) => toldBy(template, alarm))
      .filter(({ begins, ends }) => begins !== ends);

    expect(unequal).toEqual([]);
  });

  it('tells nobody twice, and nobody at all where it is only a part of another', () => {
    const parts = all.filter(({ key }) => key.endsWith('-seen'));

    expect(parts.length).toBeGreaterThan(8);
    for (const part of parts) expect(toldBy(template, part).begins).toBe('nobody');
    for (const alarm of telling) expect(toldBy(template, alarm).begins).toMatch(/^(page|ticket)$/);
  });

  it('says what missing data means', () => {
    const plain = all.filter(({ kind }) => kind === 'alarm');
    const rules = plain.map(({ properties }) => properties.TreatMissingData);

    expect([...new Set(rules)].sort()).toEqual(['breaching', 'ignore', 'notBreaching']);
    expect(
      plain
        .filter(({ properties }) => properties.TreatMissingData === 'breaching')
        .map(({ key }) => key),
    ).toEqual([
      'none-accepted',
      'silence-seen',
      'not-invoked',
      'reconcile-silent-seen',
      'watch-silent-seen',
      'page-untested',
    ]);
  });

  it('is one that CloudWatch evaluates: at most a day of minutes, or a week of hours', () => {
    for (const { key, kind, properties } of all) {
      if (kind === 'composite') continue;
      const period = properties.Period ?? properties.Metrics[0].MetricStat?.Period ?? 60;
      const seconds = period * properties.EvaluationPeriods;
      expect(seconds, key).toBeLessThanOrEqual(period < 3_600 ? 86_400 : 604_800);
    }
  });
});

describe('dead letters', () => {
  it('page by their class, and every class that there is has its alarm', () => {
    expect(Object.keys(parkedClasses).sort()).toEqual([...parkClasses, 'unknown'].sort());
    for (const letterClass of Object.keys(parkedClasses)) {
      const alarm = alarmOf(`parked-${letterClass.replace('_', '-')}`);
      expect(toldBy(template, alarm).begins).toBe('page');
      expect(metricsIn(alarm).every(({ dimensions }) => dimensions['class'] === letterClass)).toBe(
        true,
      );
      expect(alarm.properties).toMatchObject({
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
        EvaluationPeriods: 15,
        DatapointsToAlarm: 1,
      });
    }
  });
});

describe('the numbers of a stage', () => {
  const changed = alarmsOf(
    templateOf({
      ...keptBlock,
      accept: { functionTimeoutSeconds: 3 },
      alarms: {
        ...{ latencySecondsMax: 45, latencyTargetSeconds: 20, circuitRecentMinutes: 12 },
        ...{ queueDepthMax: 70, waitingSecondsMax: 80, circuitClosedMinutes: 4 },
        ...{ circuitOpenMinutes: 6, throttledMinutes: 7, failingMinutes: 3, failingOfMinutes: 4 },
        ...{ idleMinutes: 5, queueAgeMinutes: 16, inFlightMax: 50_000, rejectedSignatures: 9 },
        ...{ unheardMinutes: 17, driftMinutes: 11, reconcileSilentMinutes: 40, letterDaysMax: 6 },
        ...{ watchSilentMinutes: 8, parkedMinutes: 18, wmsSecretDaysMax: 60, silenceMinutes: 120 },
        settledMinutes: 45,
        ...{ newerSchemaMinutes: 20, apiVersionDaysMin: 14 },
      },
    }),
  );

  it.each([
    ['latency-seen', 45_000, 1, 1],
    ['latency-target-seen', 20_000, 3, 3],
    ['circuit-recent', 1, 12, 1],
    ['queue-deep-seen', 70, 1, 1],
    ['queue-stuck-seen', 70, 3, 1],
    ['order-waiting-seen', 80, 5, 2],
    ['circuit-open', 360, 1, 1],
    ['throttled-only-seen', 420, 1, 1],
    ['deliver-failing', 0, 4, 3],
    ['webhooks-failing', 0, 4, 3],
    ['webhooks-slow-seen', 3_000, 4, 3],
    ['messages-visible', 0, 7, 5],
    ['not-invoked', 1, 7, 5],
    ['queue-old-seen', 960, 3, 1],
    ['in-flight', 50_000, 1, 1],
    ['signatures-rejected', 9, 3, 1],
    ['none-accepted', 1, 17, 17],
    ['silence-seen', 1, 24, 24],
    ['drift-old-seen', 660, 1, 1],
    ['reconcile-silent-seen', 1, 8, 8],
    ['reconcile-behind-seen', 2_400, 1, 1],
    ['watch-silent-seen', 1, 8, 8],
    ['stage-settled', 0, 45, 45],
    ['parked-rejected', 0, 18, 1],
    ['dead-letter-old', 518_400, 1, 1],
    ['wms-secret-old', 60, 1, 1],
    ['schema-newer', 1_200, 8, 1],
    ['api-version-ends', 14, 1, 1],
  ])('are those of its alarms: %s', (key, threshold, of, times) => {
    expect(changed.get(key)?.properties).toMatchObject({
      Threshold: threshold,
      EvaluationPeriods: of,
      DatapointsToAlarm: times,
    });
  });

  it('say how long a circuit must be closed before it explains nothing any more', () => {
    expect(changed.get('order-waiting-seen')?.text).toBe(
      'IF(closed >= 240 AND (9 * closed >= waited OR closed >= 86400), waited, 0)',
    );
  });
});

describe('a new stage', () => {
  it('pages for no silence before its parts have had the time to run once', () => {
    const silences = ['silence', 'reconcile-silent', 'watch-silent'];

    for (const key of silences) expect(alarmOf(key).text).toContain('ALARM(stage-settled)');
    expect(alarmOf('watch-silent').text).toBe(
      '(ALARM(watch-silent-seen) AND ALARM(stage-settled))',
    );
    expect(alarmOf('stage-settled').properties).toMatchObject({
      ...{ Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible' },
      ...{ Statistic: 'Maximum', TreatMissingData: 'ignore' },
      ...{ ComparisonOperator: 'GreaterThanOrEqualToThreshold', Threshold: 0 },
    });
  });
});

describe('a stage without', () => {
  const keysOf = (block: object) => [...alarmsOf(templateOf({ ...keptBlock, ...block })).keys()];

  it('a pager has no alarm on pages that do not arrive', () => {
    expect(keysOf({})).not.toContain('page-untested');
  });

  it('a time for silence has no alarm on it', () => {
    expect(keysOf({})).not.toContain('silence');
  });

  it('credentials for the WMS has no alarm on them', () => {
    const wms = { baseUrl: 'https://wms.example.com', auth: { kind: 'none' } };

    expect(keysOf({ wms }).filter((key) => /credentials|wms-secret/.test(key))).toEqual([]);
  });

  it('a watch over its subscriptions has no alarm on them', () => {
    const keys = keysOf({ reconciliation: { watchSubscriptions: false } });

    expect(keys.filter((key) => /subscription|api-version/.test(key))).toEqual([]);
  });
});
