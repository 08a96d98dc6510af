import { describe, expect, it } from 'vitest';
import { metrics as names } from '../../lib/telemetry/names.ts';
import { alarmsOf, metricsIn } from './alarm-parts.ts';
import { emittedBy, identityOf } from './emitted.ts';
import { keptBlock, templateOf } from './synthesize.ts';
import { resourceOf } from './template-parts.ts';

const template = templateOf({ ...keptBlock, alarms: { latencySecondsMax: 45 } });
const services = [
  ...['accept-webhook', 'deliver-order', 'reconcile-orders', 'replay-dead-letters'],
  'watch-bridge',
];
const emitted = await emittedBy(services, 'kept');

type Widget = {
  readonly type: string;
  readonly x: number;
  readonly width: number;
  readonly properties: {
    readonly title?: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly alarms?: readonly unknown[];
    readonly sortBy?: string;
    readonly period?: number;
    readonly annotations?: { readonly horizontal?: readonly { readonly value: number }[] };
  };
};

/** References to other resources become their ids, so that the body is JSON again. */
const bodyOf = (): { readonly widgets: readonly Widget[] } => {
  const { DashboardBody } = resourceOf(template, 'AWS::CloudWatch::Dashboard').Properties;
  const parts: readonly unknown[] = DashboardBody['Fn::Join'][1];
  const text = parts.map((part) =>
    typeof part === 'string'
      ? part
      : Object.values(part as Record<string, unknown>)
          .flat()
          .join('.'),
  );
  return JSON.parse(text.join(''));
};
const { widgets } = bodyOf();
const graphOf = (title: string) => widgets.find(({ properties }) => properties.title === title);

type Shown = { readonly identity: string } | { readonly search: string };
/** A row of a graph is `[namespace, name, dimension, value, …, options]`, or options alone for a formula. */
const shown: readonly Shown[] = widgets.flatMap(({ properties: { metrics = [] } }) =>
  metrics.map((row): Shown => {
    const [first] = row;
    if (typeof first === 'object') return { search: (first as { expression: string }).expression };
    const [namespace, name, ...pairs] = row.filter((part) => typeof part === 'string');
    const dimensions = Object.fromEntries(
      pairs.flatMap((pair, index) => (index % 2 === 0 ? [[pair, pairs[index + 1]]] : [])),
    );
    return { identity: identityOf(namespace, name, dimensions) };
  }),
);
const searches = shown.flatMap((one) => ('search' in one ? [one.search] : []));
const identities = shown.flatMap((one) => ('identity' in one ? [one.identity] : []));

/** Which of the emitted metrics a search finds: exactly these dimensions, and the values that it asks for. */
const foundBy = (search: string): readonly string[] => {
  const [, schema = '', asked = ''] =
    /^SEARCH\('\{([^}]*)\} (.*)', '\w+', 60\)$/.exec(search) ?? [];
  const [namespace, ...keys] = schema.split(',');
  const values = [...asked.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => ({
    key,
    value,
  }));
  const name = values.find(({ key }) => key === 'MetricName')?.value;
  return [...emitted].filter((identity) => {
    const [space, metric, ...pairs] = identity.split(' ');
    const own = new Map(pairs.map((pair) => pair.split('=') as [string, string]));
    return (
      space === namespace &&
      metric === name &&
      [...own.keys()].sort().join() === keys.sort().join() &&
      values.every(({ key, value }) => key === 'MetricName' || own.get(key) === value)
    );
  });
};

describe('the dashboard', () => {
  it('begins with the alarms that tell somebody', () => {
    const telling = [...alarmsOf(template).values()].filter(
      ({ properties }) => properties.AlarmActions !== undefined,
    );
    const status = widgets.find(({ type }) => type === 'alarm');

    expect(status?.properties.alarms).toHaveLength(telling.length);
  });

  it('tells in which order an outage came about: alarms by their last change, and one graph of it all', () => {
    const status = widgets.find(({ type }) => type === 'alarm');
    const { metrics = [], annotations } = graphOf('The circuit')?.properties ?? {};
    const onceEach = ['CircuitOpened', 'ProbesFailed', 'CircuitState', 'CircuitOpenAge'];

    expect(status?.properties.sortBy).toBe('stateUpdatedTimestamp');
    expect(metrics.map(([, name]) => name)).toEqual(
      expect.arrayContaining([...onceEach, 'CircuitClosed', 'CredentialsHeld']),
    );
    expect(annotations?.horizontal).toEqual([
      expect.objectContaining({ value: 300, yAxis: 'right', label: 'open for 5 min: page' }),
    ]);
  });

  it('has every graph by the minute, so that what is seen in two of them can be set side by side', () => {
    const periods = widgets
      .filter(({ type }) => type === 'metric')
      .map(({ properties }) => properties.period);

    expect(new Set(periods)).toEqual(new Set([60]));
  });

  it('shows nothing that nobody emits', () => {
    expect(identities.filter((identity) => !emitted.has(identity))).toEqual([]);
    expect(searches.filter((search) => foundBy(search).length === 0)).toEqual([]);
  });

  it('has the latency that is promised, and the target, as lines', () => {
    const lines = graphOf('From webhook to WMS')?.properties.annotations?.horizontal;

    expect(lines?.map(({ value }) => value)).toEqual([30_000, 45_000]);
  });

  it('has rows of three graphs that fill the grid', () => {
    const graphs = widgets.filter(({ type }) => type === 'metric');

    expect(graphs.length % 3).toBe(0);
    expect(new Set(graphs.map(({ x, width }) => `${x} ${width}`))).toEqual(
      new Set(['0 8', '8 8', '16 8']),
    );
  });
});

describe('every metric', () => {
  it('that has a name is emitted by somebody', () => {
    const told = new Set([...emitted].map((identity) => identity.split(' ')[1]));

    expect(Object.values(names).filter((name) => !told.has(name))).toEqual([]);
  });

  it('is on the dashboard or in an alarm', () => {
    const alarmed = [...alarmsOf(template).values()].flatMap((alarm) =>
      metricsIn(alarm).map(({ name }) => name),
    );
    const seen = new Set([
      ...alarmed,
      ...identities.map((identity) => identity.split(' ')[1]),
      ...searches.map((search) => /MetricName="(\w+)"/.exec(search)?.[1]),
    ]);
    const unseen = Object.values(names).filter((name) => !seen.has(name));

    expect(unseen).toEqual([]);
  });
});
