/** From EMF lines to the values that alarms compare. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSentHere } from '../../cdk/local/monitoring/metrics/aws-metrics.ts';
import type { Datum } from '../../cdk/local/monitoring/metrics/datum.ts';
import { readEmf } from '../../cdk/local/monitoring/metrics/emf.ts';
import { measureInvocations } from '../../cdk/local/monitoring/metrics/measure-invocations.ts';
import {
  makeMetricStore,
  metricsMax,
  valuesMax,
} from '../../cdk/local/monitoring/metrics/metric-store.ts';
import {
  applyStatistic,
  isLowSample,
  parseStatistic,
} from '../../cdk/local/monitoring/metrics/statistic.ts';

const minuteMillis = 60_000;
const storeOf = (minutesKept = 10) => makeMetricStore({ minuteMillis, minutesKept });
const datum = (given: Partial<Datum> = {}): Datum => ({
  ...{ namespace: 'Test', name: 'Count', dimensions: {}, unit: 'Count', atMillis: 0, values: [1] },
  ...given,
});
const { namespace, name, dimensions } = datum();
const count = { namespace, name, dimensions };

describe('an EMF line', () => {
  it('gives a metric for each directive, set of dimensions and metric, with all its values', () => {
    const data = readEmf({
      _aws: {
        Timestamp: 5,
        CloudWatchMetrics: [
          {
            Namespace: 'A',
            Dimensions: [['service'], ['service', 'shop']],
            Metrics: [{ Name: 'Latency', Unit: 'Milliseconds', StorageResolution: 1 }],
          },
          { Namespace: 'B', Dimensions: [[]], Metrics: [{ Name: 'Ran' }] },
        ],
      },
      ...{ service: 'deliver', shop: 'demo', Latency: [3, 4], Ran: 1 },
    });

    expect(data).toEqual([
      datum({
        namespace: 'A',
        name: 'Latency',
        unit: 'Milliseconds',
        atMillis: 5,
        values: [3, 4],
        dimensions: { service: 'deliver' },
      }),
      datum({
        namespace: 'A',
        name: 'Latency',
        unit: 'Milliseconds',
        atMillis: 5,
        values: [3, 4],
        dimensions: { service: 'deliver', shop: 'demo' },
      }),
      datum({ namespace: 'B', name: 'Ran', unit: 'None', atMillis: 5 }),
    ]);
  });

  it.each([
    ['no metadata', { message: 'hello' }],
    ['no time', { _aws: { CloudWatchMetrics: [] } }],
    ['a value that is no number', { Count: 'many' }],
    ['a dimension that is not there', { Count: 1, service: 7 }],
  ])('with %s gives none', (_, rest) => {
    const CloudWatchMetrics = [
      { Namespace: 'A', Dimensions: [['service']], Metrics: [{ Name: 'Count' }] },
    ];
    expect(readEmf({ _aws: { Timestamp: 5, CloudWatchMetrics }, ...rest })).toEqual([]);
  });
});

describe('the metric store', () => {
  it('gives all values of a span of minutes, without the last one, by unit if asked', () => {
    const store = storeOf();
    for (const [minute, value, unit] of [
      [0, 1, 'Count'],
      [1, 5, 'Count'],
      [1, 2, 'Bytes'],
      [2, 9, 'Count'],
    ] as const)
      store.record(
        datum({ atMillis: minute * minuteMillis, values: [value], unit }),
        2 * minuteMillis,
      );

    expect(store.read(count, 0, 2)).toMatchObject({ count: 3, sum: 8, least: 1, most: 5 });
    expect(store.read({ ...count, unit: 'Bytes' }, 0, 3)).toMatchObject({ count: 1, sum: 2 });
    expect(store.read(count, 3, 9)).toBeUndefined();
    expect(store.read({ ...count, name: 'Other' }, 0, 9)).toBeUndefined();
  });

  it('takes dimensions in any order for the same metric', () => {
    const store = storeOf();
    store.record(datum({ dimensions: { a: '1', b: '2' } }), 0);

    expect(store.read({ ...count, dimensions: { b: '2', a: '1' } }, 0, 1)?.sum).toBe(1);
    expect(store.read({ ...count, dimensions: { a: '1' } }, 0, 1)).toBeUndefined();
  });

  it('takes nothing that is too old, too far ahead or no number', () => {
    const store = storeOf(10);
    const nowMillis = 1_000 * minuteMillis;
    for (const minute of [990, 1_121])
      store.record(datum({ atMillis: minute * minuteMillis }), nowMillis);
    store.record(
      datum({ atMillis: nowMillis, values: [Number.NaN, Number.POSITIVE_INFINITY] }),
      nowMillis,
    );

    expect(store.read(count, 0, 9_999)).toBeUndefined();
    store.record(datum({ atMillis: 991 * minuteMillis }), nowMillis);
    expect(store.read(count, 0, 9_999)?.count).toBe(1);
  });

  it('keeps a bounded number of metrics and of values, the newest ones', () => {
    const store = storeOf(100);
    for (let place = 0; place < metricsMax + 5; place += 1)
      store.record(datum({ name: `m${place}` }), 0);
    for (let minute = 0; minute < 60; minute += 1) {
      const values = Array.from({ length: 1_000 }, (_, place) => place);
      store.record(
        datum({ name: 'm0', atMillis: minute * minuteMillis, values }),
        minute * minuteMillis,
      );
    }

    const kept = store.read({ ...count, name: 'm0' }, 0, 60)?.count ?? 0;
    expect(store.size()).toBe(metricsMax);
    expect(kept).toBe(valuesMax);
    expect(store.read({ ...count, name: 'm0' }, 59, 60)?.count).toBe(1_000);
  });
});

describe('a statistic', () => {
  const sampleOf = (values: readonly number[]) => {
    const store = storeOf();
    store.record(datum({ values }), 0);
    const sample = store.read(count, 0, 1);
    if (sample === undefined) throw new Error('nothing was kept');
    return sample;
  };
  const statisticOf = (text: string, values: readonly number[]) => {
    const statistic = parseStatistic(text);
    return statistic && applyStatistic(statistic, sampleOf(values));
  };

  it.each([
    ['Sum', 16],
    ['Average', 4],
    ['Minimum', 1],
    ['Maximum', 9],
    ['SampleCount', 4],
    ['p50', 3],
    ['p75', 3],
    ['p75.1', 9],
    ['p99.9', 9],
    ['p100', 9],
  ])('%s of 3, 1, 9 and 3 is %d', (text, value) => {
    expect(statisticOf(text, [3, 1, 9, 3])).toBe(value);
  });

  it.each(['tm99', 'p101', 'IQM', 'sum', 'PR(1:2)', 'p', ''])('%s is none', (text) => {
    expect(parseStatistic(text)).toBeUndefined();
  });

  it('of percent is the least value that so many do not exceed', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (list, percent) => {
        const sorted = list.toSorted((one, other) => one - other);
        const byHand = sorted.find((_, place) => (place + 1) * 100 >= percent * sorted.length);
        expect(statisticOf(`p${percent}`, list)).toBe(byHand);
      }),
    );
  });

  it.each([
    ['p99', 999, true],
    ['p99.9', 9_000, true],
    ['p50', 20, false],
    ['p10', 99, true],
    ['Sum', 1, false],
  ])('%s of %d values is of too few: %s', (text, samples, low) => {
    const statistic = parseStatistic(text);
    expect(statistic && isLowSample(statistic, { count: samples })).toBe(low);
  });
});

describe('metrics of AWS', () => {
  it.each([
    ['AWS/Lambda', 'Errors', { FunctionName: 'a' }, true],
    ['AWS/ApiGateway', '5xx', { Stage: '$default', ApiId: 'a' }, true],
    ['AWS/Lambda', 'Errors', {}, false],
    ['AWS/Lambda', 'IteratorAge', { FunctionName: 'a' }, false],
    ['AWS/Events', 'Invocations', {}, false],
    ['OurOwn', 'Anything', { a: 'b' }, true],
  ])('%s %s by %j are sent here: %s', (ns, metric, by, sent) => {
    expect(isSentHere({ namespace: ns, name: metric, dimensions: by })).toBe(sent);
  });

  it('tell of each invocation what came of it, how long it took and how many ran', async () => {
    const told: unknown[] = [];
    let at = 0;
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const results = [
      { kind: 'answered', payload: null, billedMillis: 7 },
      { kind: 'function-error', errorType: 'Error', message: 'no' },
    ] as const;
    let calls = 0;
    const invoke = measureInvocations(
      async () => {
        const call = calls;
        calls += 1;
        await gates[call]?.promise;
        const result = results[call];
        if (result === undefined) throw new Error('no third call');
        return result;
      },
      (id) => `deployed-${id}`,
      (one) => told.push(one),
      () => at,
    );

    const both = [invoke('A', {}), invoke('A', {})];
    at = 30;
    for (const gate of gates) gate.resolve();
    await Promise.all(both);

    expect(told).toEqual([
      { functionName: 'deployed-A', outcome: 'answered', durationMillis: 7, concurrent: 1 },
      { functionName: 'deployed-A', outcome: 'function-error', durationMillis: 30, concurrent: 2 },
    ]);
  });
});
