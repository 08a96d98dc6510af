/**
 * One environment of a function: a child process that takes one event at a time, until it ends.
 *
 * Decides when an event has failed (thrown, timed out, process gone). Does not decide how many
 * environments there are.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { InvocationResult } from '../contracts.ts';
import type { EventForChild, ReportFromChild } from './bootstrap-protocol.ts';
import type { FunctionSpec } from './function-spec.ts';
import { type LogRecord, makeLineCutter, recordOf } from './log-lines.ts';

export type Environment = {
  /** `undefined` where the process could not be started. */
  readonly pid: number | undefined;
  /** Runs one event; the caller waits for the result before the next. */
  readonly run: (payload: unknown) => Promise<InvocationResult>;
  /** Whether it can take another event. */
  readonly usable: () => boolean;
  readonly kill: () => void;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
};

export type EnvironmentOptions = {
  readonly spec: FunctionSpec;
  readonly variables: Readonly<Record<string, string>>;
  readonly logStream: string;
  readonly onRecord: (record: LogRecord) => void;
};

type Report = ReportFromChild | { readonly kind: 'exited'; readonly how: string };
type Reports = {
  readonly next: () => Promise<Report>;
  readonly ended: Promise<void>;
  readonly gone: () => boolean;
};
type Failure = Extract<InvocationResult, { kind: 'function-error' }>;

/** Lambda gives a module this long to load. */
const initMillisMax = 10_000;

const bootstrap = fileURLToPath(new URL('bootstrap.ts', import.meta.url));

type Running = {
  readonly options: EnvironmentOptions;
  readonly child: ChildProcess;
  readonly reports: Reports;
  /** The first report: whether the module was loaded. */
  readonly loaded: Promise<Report>;
  readonly log: (level: string, line: string) => void;
  /** The request that log lines belong to. */
  requestId: string | undefined;
};

/** Starts the process; it loads the function at once, before its first event. */
export const startEnvironment = (options: EnvironmentOptions): Environment => {
  const { spec, variables } = options;
  const child = spawn(
    process.execPath,
    [...memoryArguments(spec), bootstrap, spec.taskRoot, spec.handler],
    { cwd: spec.taskRoot, env: variables, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  const reports = listen(child);
  const log = (level: string, line: string): void => {
    const { requestId } = running;
    const timestamp = new Date().toISOString();
    options.onRecord(recordOf(line, { timestamp, level, ...(requestId && { requestId }) }));
  };
  const loaded = reports.next();
  const running: Running = { options, child, reports, loaded, log, requestId: undefined };
  pipeLines(child, log);
  return {
    pid: child.pid,
    run: (payload) => run(running, payload),
    usable: () => !child.killed && !reports.gone(),
    kill: () => void child.kill('SIGKILL'),
    ended: reports.ended,
  };
};

/** As Lambda's own start does: a function that says itself how much V8 may take is left alone. */
const memoryArguments = ({ memoryMegabytes, variables }: FunctionSpec): readonly string[] =>
  /--max[-_](old|semi)[-_]space[-_]size/.test(variables['NODE_OPTIONS'] ?? '')
    ? []
    : [`--max-old-space-size=${memoryMegabytes}`];

const run = async (running: Running, payload: unknown): Promise<InvocationResult> => {
  const { options, child, reports } = running;
  const first = await within(initMillisMax, running.loaded);
  if (first?.kind !== 'ready') return giveUp(running, initFailure(first));
  const requestId = randomUUID();
  running.requestId = requestId;
  const startedAt = Date.now();
  const next = reports.next();
  // The callback takes the error of a process that has just gone; its exit is the answer.
  child.send(eventFor(options, requestId, payload), () => {});
  const report = await within(options.spec.timeoutSeconds * 1_000, next);
  if (report === undefined) return giveUp(running, timeoutFailure(options.spec));
  return report.kind === 'exited'
    ? giveUp(running, exitFailure(report.how))
    : resultOf(report, startedAt);
};

/** The process is not used again: after a timeout nobody knows what it is still doing. */
const giveUp = ({ child, log }: Running, reason: Failure): Failure => {
  child.kill('SIGKILL');
  log('ERROR', reason.message);
  return reason;
};

/** Each call of `next` gets the report that follows; a process that is gone reports `exited` for ever. */
const listen = (child: ChildProcess): Reports => {
  let exited: Report | undefined;
  let deliver: (report: Report) => void = () => {};
  const ended = new Promise<void>((resolve) => {
    const leave = (how: string): void => {
      exited ??= { kind: 'exited', how };
      deliver(exited);
      resolve();
    };
    child.on('error', (error) => leave(error.message));
    child.on('exit', (code, signal) =>
      leave(signal === null ? `exit status ${code}` : `signal: ${signal}`),
    );
  });
  child.on('message', (report: ReportFromChild) => deliver(report));
  const next = (): Promise<Report> =>
    exited ? Promise.resolve(exited) : new Promise((resolve) => (deliver = resolve));
  return { next, ended, gone: () => exited !== undefined };
};

const pipeLines = (child: ChildProcess, log: (level: string, line: string) => void): void => {
  const streams = [
    ['INFO', child.stdout],
    ['ERROR', child.stderr],
  ] as const;
  for (const [level, stream] of streams) {
    const cutter = makeLineCutter((line) => log(level, line));
    stream?.on('data', cutter.write);
    stream?.on('end', cutter.end);
  }
};

const within = async <T>(millis: number, promise: Promise<T>): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), millis);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
};

const eventFor = (
  { spec, logStream }: EnvironmentOptions,
  requestId: string,
  payload: unknown,
): EventForChild => ({
  requestId,
  payload: JSON.stringify(payload) ?? 'null',
  deadline: Date.now() + spec.timeoutSeconds * 1_000,
  functionName: spec.deployedName,
  functionArn: spec.arn,
  memoryMegabytes: spec.memoryMegabytes,
  logGroup: spec.logGroup,
  logStream,
});

const failure = (errorType: string, message: string): Failure => ({
  kind: 'function-error',
  errorType,
  message,
});

const initFailure = (report: Report | undefined): Failure => {
  if (report?.kind === 'failed') return failure(report.errorType, report.message);
  if (report?.kind === 'exited') return exitFailure(report.how);
  return failure('Sandbox.Timedout', `Init timed out after ${initMillisMax / 1_000} seconds`);
};

const exitFailure = (how: string): Failure =>
  failure('Runtime.ExitError', `Runtime exited with error: ${how}`);

const timeoutFailure = ({ timeoutSeconds }: FunctionSpec): Failure =>
  failure('Sandbox.Timedout', `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);

const resultOf = (report: ReportFromChild, startedAt: number): InvocationResult => {
  if (report.kind === 'failed') return failure(report.errorType, report.message);
  const payload: unknown = report.kind === 'answered' ? JSON.parse(report.payload) : null;
  return { kind: 'answered', payload, billedMillis: Math.ceil(Date.now() - startedAt) };
};
