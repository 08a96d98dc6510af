/**
 * What one invocation of accept-webhook and of deliver-order writes and computes, seen on the local stack:
 * bytes of its lines, bytes of its metrics, and milliseconds of a core.
 */
import { readFileSync } from 'node:fs';
import { type Bridge, type Line, startWarmBridge, unpaced } from '../../end-to-end/bridge.ts';
import { runLocalLoad } from '../local-load.ts';
import type { Measured } from './usage-of.ts';

const warming = { shape: 'steady', perMinute: 1_200, seconds: 3, endSecondsMax: 60 } as const;
const measuring = { shape: 'steady', perMinute: 300, seconds: 40, endSecondsMax: 60 } as const;

/** Linux counts a process's time in hundredths of a second. */
const millisPerTick = 10;
const [userField, systemField] = [11, 12];

/** Of user and system, since the process began; nothing where the system tells no such thing. */
const cpuMillisOf = (pid: number): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[userField]) + Number(fields[systemField])) * millisPerTick;
  } catch {
    return 0;
  }
};

type Pids = Readonly<Record<string, readonly number[]>>;
type Of = 'accept-webhook' | 'deliver-order';

const bytesOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { functionName: _where, ...line }) => sum + JSON.stringify(line).length, 0);

const mean = (sum: number, count: number): number => (count === 0 ? 0 : sum / count);

const measuredOf = (
  records: readonly Line[],
  functionName: string,
  invocations: number,
  cpuMillis: number,
  memoryMegabytes: number,
): Measured => {
  const own = records.filter((record) => record.functionName === functionName);
  const stages = Map.groupBy(
    own.filter(({ stage }) => stage !== undefined),
    ({ stage }) => String(stage),
  );
  const ofMetrics = own.filter((record) => '_aws' in record);
  return {
    lineBytes: Object.fromEntries(
      [...stages].map(([stage, lines]) => [stage, mean(bytesOf(lines), lines.length)]),
    ),
    metricBytes: mean(bytesOf(ofMetrics), invocations),
    cpuMillis: mean(cpuMillis, invocations),
    memoryMegabytes,
  };
};

export type MeasuredFunctions = {
  readonly accept: Measured;
  readonly deliver: Measured;
  /** Each name with each set of dimensions that was written: what CloudWatch calls a metric. */
  readonly customMetrics: number;
};

type Emf = {
  readonly CloudWatchMetrics: readonly {
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string }[];
  }[];
};

const metricsIn = (records: readonly Line[]): ReadonlySet<string> =>
  new Set(
    records.flatMap((record) =>
      '_aws' in record
        ? (record['_aws'] as Emf).CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
            Dimensions.flatMap((names) =>
              Metrics.map(({ Name }) =>
                JSON.stringify([Name, ...names.map((dimension) => record[dimension])]),
              ),
            ),
          )
        : [],
    ),
  );

const cpuOf = (pids: Pids, name: Of): ReadonlyMap<number, number> =>
  new Map((pids[name] ?? []).map((pid) => [pid, cpuMillisOf(pid)]));

/** Of processes that were there before, and of those that came. */
const spentSince = (before: ReadonlyMap<number, number>, pids: Pids, name: Of): number =>
  [...cpuOf(pids, name)].reduce((sum, [pid, now]) => sum + now - (before.get(pid) ?? 0), 0);

/** @param memory - megabytes by function, as the stack configures them. */
export const measureFunctions = async (
  memory: Readonly<Record<Of, number>>,
  tell: (text: string) => void,
  left?: AbortSignal,
): Promise<MeasuredFunctions> => {
  const bridge = await startWarmBridge(unpaced);
  try {
    await runLocalLoad(bridge, warming, () => tell('warming up'), left);
    return await measure(bridge, memory, tell, left);
  } finally {
    await bridge.close();
  }
};

const measure = async (
  bridge: Bridge,
  memory: Readonly<Record<Of, number>>,
  tell: (text: string) => void,
  left?: AbortSignal,
): Promise<MeasuredFunctions> => {
  const pids = (): Pids => bridge.stack.describe().pids;
  const recordsBefore = bridge.records().length;
  const before = {
    'accept-webhook': cpuOf(pids(), 'accept-webhook'),
    'deliver-order': cpuOf(pids(), 'deliver-order'),
  };
  const { planned } = await runLocalLoad(bridge, measuring, tell, left);
  const records = bridge.records().slice(recordsBefore);
  const of = (name: Of): Measured =>
    measuredOf(records, name, planned, spentSince(before[name], pids(), name), memory[name]);
  return {
    ...{ accept: of('accept-webhook'), deliver: of('deliver-order') },
    customMetrics: metricsIn(bridge.records()).size,
  };
};
