/**
 * Starts what runs a synthesized app: AWS API, functions, gateway and pollers, wired to each other.
 */
import { type EndpointOptions, type LocalAwsEndpoint, startAwsEndpoint } from './aws/endpoint.ts';
import type { OutsideEndpoints } from './aws/outside.ts';
import type { FunctionHost, InvokeFunction } from './contracts.ts';
import { makeFunctionHost } from './functions/function-host.ts';
import { readFunctionSpecs } from './functions/function-spec.ts';
import { openLogFolder } from './functions/log-folder.ts';
import type { LogRecord } from './functions/log-lines.ts';
import { type Gateway, startGateway } from './gateway/gateway.ts';
import { makeAskStack } from './monitoring/ask-stack.ts';
import { gatewayMetrics, invocationMetrics } from './monitoring/metrics/aws-metrics.ts';
import { measureInvocations } from './monitoring/metrics/measure-invocations.ts';
import { type Monitoring, makeMonitoring } from './monitoring/monitoring.ts';
import { type Pollers, startPollers } from './poller/poller.ts';
import { makeScheduler, type Scheduler } from './scheduler/scheduler.ts';

export type StackPartsOptions = {
  readonly assemblyDir: string;
  readonly region: string;
  readonly ports: { readonly webhook: number; readonly aws: number };
  /** An absolute folder; emptied first. */
  readonly logs: string;
  /** Ends what was started, the newest first; also when a later part fails. */
  readonly closing: AsyncDisposableStack;
  readonly note: (line: string) => void;
  /** Emulators that run elsewhere. */
  readonly outside: OutsideEndpoints;
  readonly onRecord: (functionName: string, record: LogRecord) => void;
  readonly onProcessesChanged: () => void;
  /** How long a minute of alarms and schedules is. */
  readonly minuteMillis: number;
  /** Where the local pager listens. */
  readonly pagerUrl: string;
};

export type StackParts = {
  readonly endpoint: LocalAwsEndpoint;
  readonly host: FunctionHost;
  readonly gateway: Gateway;
  readonly monitoring: Monitoring;
  /** Lets events flow to the functions, from the queues and from the schedules, and alarms look at them. */
  readonly startPolling: () => void;
  /** Event source mappings, once they poll. */
  readonly setSourcesEnabled: Pollers['setEnabled'];
  readonly runSchedules: Scheduler['runAll'];
};

/** @throws Error naming everything in the template that the local stack does not support. */
export const startStackParts = async (options: StackPartsOptions): Promise<StackParts> => {
  const { closing, region, note } = options;
  const late: Late = { host: Promise.withResolvers(), listeners: Promise.withResolvers() };
  const invoke: InvokeFunction = async (id, payload) =>
    (await late.host.promise).invoke(id, payload);
  const endpoint = await startEndpoint(options, late, invoke);
  closing.defer(endpoint.close);
  const monitoring = watch(options, endpoint);
  late.monitoring = monitoring;
  const record = openLogs(options, endpoint, monitoring);
  late.listeners.resolve(makeListeners(endpoint, record, note));
  const host = startHost(options, late, endpoint, { record, monitoring });
  const gateway = await openGateway(options, late, endpoint, { invoke, monitoring });
  const { minuteMillis } = options;
  const scheduler = makeScheduler({ endpoint, region, minuteMillis, report: note });
  let pollers: Pollers | undefined;
  const startPolling = (): void => {
    closing.defer(scheduler.close);
    scheduler.start();
    pollers = startPollers({ endpoint, region, invoke, report: note });
    closing.defer(pollers.close);
    monitoring.start();
  };
  const setSourcesEnabled: Pollers['setEnabled'] = (enabled) => pollers?.setEnabled(enabled);
  const { runAll: runSchedules } = scheduler;
  return { endpoint, host, gateway, monitoring, startPolling, setSourcesEnabled, runSchedules };
};

/** The endpoint tells of parts that call it themselves: one of them has to wait. */
type Late = {
  readonly host: PromiseWithResolvers<FunctionHost>;
  readonly listeners: PromiseWithResolvers<Listeners>;
  gateway?: Gateway;
  monitoring?: Monitoring;
};

const watch = (
  { region, minuteMillis, pagerUrl, note, closing }: StackPartsOptions,
  endpoint: LocalAwsEndpoint,
): Monitoring => {
  const ask = makeAskStack(endpoint, region);
  closing.defer(ask.close);
  const { template } = endpoint;
  const monitoring = makeMonitoring({
    ...{ template, region, minuteMillis, pagerUrl, note },
    ...{ readQueues: ask.readQueues, resolveEndpoint: ask.resolveEndpoint },
  });
  closing.defer(monitoring.close);
  return monitoring;
};

type Observed = { readonly record: WriteRecord; readonly monitoring: Monitoring };

const startHost = (
  { region, onProcessesChanged, closing }: StackPartsOptions,
  late: Late,
  endpoint: LocalAwsEndpoint,
  { record, monitoring }: Observed,
): FunctionHost => {
  const host = makeFunctionHost({
    ...{ endpoint, region, onProcessesChanged },
    gatewayUrl: () => late.gateway?.url,
    onRecord: record,
  });
  closing.defer(host.close);
  const { resources } = endpoint.template;
  const nameOf = (logicalId: string): string => resources.get(logicalId)?.ref ?? logicalId;
  const invoke = measureInvocations(host.invoke, nameOf, (invocation) =>
    monitoring.count(invocationMetrics(invocation, Date.now())),
  );
  late.host.resolve({ ...host, invoke });
  return { ...host, invoke };
};

const openGateway = async (
  { region, ports, closing }: StackPartsOptions,
  late: Late,
  { template, admit }: LocalAwsEndpoint,
  { invoke, monitoring }: { readonly invoke: InvokeFunction; readonly monitoring: Monitoring },
): Promise<Gateway> => {
  const gateway = await startGateway({
    ...{ port: ports.webhook, region, template, invoke, admit },
    onAnswer: (answer) => {
      const { apiId } = gateway.api;
      const data = gatewayMetrics({ apiId, stage: '$default', ...answer }, Date.now());
      monitoring.count(data);
    },
  });
  late.gateway = gateway;
  closing.defer(gateway.close);
  return gateway;
};

const startEndpoint = (
  { assemblyDir, region, ports, outside, note, logs }: StackPartsOptions,
  late: Late,
  invoke: InvokeFunction,
): Promise<LocalAwsEndpoint> =>
  startAwsEndpoint({
    ...{ port: ports.aws, assemblyDir, region, invoke, outside, note, logs },
    report: (denial) => void late.listeners.promise.then(({ report }) => report(denial)),
    reportLost: (id) => void late.listeners.promise.then(({ reportLost }) => reportLost(id)),
    gatewayUrl: () => late.gateway?.url,
    monitoring: () => late.monitoring,
  });

type WriteRecord = (functionName: string, record: LogRecord) => void;

const openLogs = (
  { logs, closing, onRecord }: StackPartsOptions,
  { template }: LocalAwsEndpoint,
  monitoring: Monitoring,
): WriteRecord => {
  const folder = openLogFolder(
    logs,
    readFunctionSpecs(template).map((spec) => spec.name),
  );
  closing.defer(folder.close);
  return (name, record) => {
    folder.write(name, record);
    monitoring.hear(record);
    onRecord(name, record);
  };
};

type Listeners = Required<Pick<EndpointOptions, 'report' | 'reportLost'>>;

/** What went wrong outside a function is told to the person who watches, and stands in its own log. */
const makeListeners = (
  { template }: LocalAwsEndpoint,
  record: WriteRecord,
  note: (line: string) => void,
): Listeners => {
  const names = new Map(readFunctionSpecs(template).map((spec) => [spec.logicalId, spec.name]));
  const complain = (name: string, message: string, rest: LogRecord = {}): void =>
    record(name, { timestamp: new Date().toISOString(), level: 'ERROR', message, ...rest });
  return {
    report: ({ caller, action, resource, reason }) => {
      const name = names.get(caller) ?? caller;
      note(`denied: ${name} may not ${action} on ${resource} (${reason})`);
      complain(name, 'the role of the function denies this call', { action, resource, reason });
    },
    reportLost: (functionLogicalId) => {
      const name = names.get(functionLogicalId) ?? functionLogicalId;
      note(`lost: an event for ${name}, because no process was free`);
      complain(name, 'an event that nobody waits for is lost, because no process was free');
    },
  };
};
