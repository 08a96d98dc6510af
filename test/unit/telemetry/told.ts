/** Runs scenarios in a process of their own and reads what it wrote: log lines and metrics. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { CircuitChange } from '../../../lib/circuit/circuit.ts';
import type { AuditLine } from '../../../lib/letters/audit.ts';
import type { StageReport } from '../../../lib/order/stage-report.ts';
import type { ReconcileLine } from '../../../lib/reconciliation/told.ts';
import type { Watched } from '../../../lib/watch/watch.ts';

export type Scenario = {
  readonly reports?: readonly StageReport[];
  readonly attempts?: readonly (readonly [outcome: string, millis: number])[];
  readonly changes?: readonly CircuitChange[];
  readonly audits?: readonly AuditLine[];
  readonly reconciled?: readonly ReconcileLine[];
  readonly watched?: readonly Watched[];
  readonly hideFailures?: readonly { readonly messages: number; readonly error: string }[];
};

/** `name value dimension=value`, without the dimensions that all have. */
export const shortOf = ({ metrics }: Told): readonly string[] =>
  metrics.map(({ name, value, dimensions }) => {
    const { service: _service, deployment: _deployment, ...own } = dimensions;
    return [name, value, ...Object.entries(own).map((pair) => pair.join('='))].join(' ');
  });

export type LogLine = Readonly<Record<string, unknown>>;
/** One value of one metric, under one set of dimensions. */
export type MetricValue = {
  readonly name: string;
  readonly unit: string;
  readonly value: unknown;
  readonly dimensions: Readonly<Record<string, unknown>>;
  readonly namespace: string;
};
export type Told = { readonly logs: readonly LogLine[]; readonly metrics: readonly MetricValue[] };

const child = fileURLToPath(new URL('telemetry-child.ts', import.meta.url));
const timeoutMillis = 20_000;
const endOfScenario = 'end of scenario\n';

/** What each scenario told, in order. */
export const tellAll = async (scenarios: readonly Scenario[]): Promise<readonly Told[]> => {
  const teller = spawn(process.execPath, [child], { timeout: timeoutMillis, env: {} });
  teller.stdin.end(JSON.stringify(scenarios));
  const [stdout, stderr, [code]] = await Promise.all([
    text(teller.stdout),
    text(teller.stderr),
    once(teller, 'exit'),
  ]);
  if (code !== 0) throw new Error(`the child ended with ${code}: ${stderr}`);
  const warnings = stderr.split(endOfScenario);
  return stdout
    .split(endOfScenario)
    .slice(0, -1)
    .map((output, index) => readTold(output + warnings[index]));
};

type Emf = LogLine & {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
};
const isEmf = (line: LogLine): line is Emf => '_aws' in line;

const readTold = (output: string): Told => {
  const lines = output
    .split('\n')
    .filter((line) => line !== '')
    .map((line): LogLine => JSON.parse(line));
  return {
    logs: lines.filter((line) => !isEmf(line)),
    metrics: lines.filter(isEmf).flatMap(valuesOf),
  };
};

const valuesOf = (line: Emf): readonly MetricValue[] =>
  line._aws.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name: name, Unit: unit }) => ({
        name,
        unit,
        value: line[name],
        dimensions: Object.fromEntries(names.map((dimension) => [dimension, line[dimension]])),
        namespace,
      })),
    ),
  );
