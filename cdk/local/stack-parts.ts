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
import { startPollers } from './poller/poller.ts';
import { makeScheduler } from './scheduler/scheduler.ts';

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
};

export type StackParts = {
  readonly endpoint: LocalAwsEndpoint;
  readonly host: FunctionHost;
  readonly gateway: Gateway;
  /** Lets events flow to the functions, from the queues and from the schedules. */
  readonly startPolling: () => void;
};

/** @throws Error naming everything in the template that the local stack does not support. */
export const startStackParts = async (options: StackPartsOptions): Promise<StackParts> => {
  const { closing, region, note } = options;
  const late: Late = { host: Promise.withResolvers(), listeners: Promise.withResolvers() };
  const invoke: InvokeFunction = async (id, payload) =>
    (await late.host.promise).invoke(id, payload);
  const endpoint = await startEndpoint(options, late, invoke);
  closing.defer(endpoint.close);
  const record = openLogs(options, endpoint);
  late.listeners.resolve(makeListeners(endpoint, record, note));
  const host = makeFunctionHost({
    endpoint,
    region,
    gatewayUrl: () => late.gateway?.url,
    onRecord: record,
    onProcessesChanged: options.onProcessesChanged,
  });
  late.host.resolve(host);
  closing.defer(host.close);
  const { template, admit } = endpoint;
  const { webhook: port } = options.ports;
  const gateway = await startGateway({ port, region, template, invoke, admit });
  late.gateway = gateway;
  closing.defer(gateway.close);
  const scheduler = makeScheduler({ endpoint, region, report: note });
  const startPolling = (): void => {
    closing.defer(scheduler.close);
    scheduler.start();
    closing.defer(startPollers({ endpoint, region, invoke, report: note }).close);
  };
  return { endpoint, host, gateway, startPolling };
};

/** The endpoint tells of parts that call it themselves: one of them has to wait. */
type Late = {
  readonly host: PromiseWithResolvers<FunctionHost>;
  readonly listeners: PromiseWithResolvers<Listeners>;
  gateway?: Gateway;
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
  });

type WriteRecord = (functionName: string, record: LogRecord) => void;

const openLogs = (
  { logs, closing, onRecord }: StackPartsOptions,
  { template }: LocalAwsEndpoint,
): WriteRecord => {
  const folder = openLogFolder(
    logs,
    readFunctionSpecs(template).map((spec) => spec.name),
  );
  closing.defer(folder.close);
  return (name, record) => {
    folder.write(name, record);
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
