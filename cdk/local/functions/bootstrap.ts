/**
 * Runs in the process of one environment: loads the bundled handler, then answers one event at a time.
 *
 * Started as `node bootstrap.ts TASK_ROOT HANDLER`. Imports no library, so that a function sees
 * only its own bundle.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EventForChild, ReportFromChild } from './bootstrap-protocol.ts';

type Handler = (event: unknown, context: object) => unknown;

/** 128 + SIGTERM: what a shell shows for a process whose parent has gone. */
const parentGoneCode = 143;
const initFailedCode = 1;

const report = (message: ReportFromChild): void => {
  process.send?.(message);
};

const failureOf = (error: unknown): ReportFromChild => ({
  kind: 'failed',
  errorType: error instanceof Error ? error.name : typeof error,
  message: error instanceof Error ? error.message : String(error),
});

/** Lambda's JSON log format for an error that leaves the handler. */
const logFailure = (error: unknown, requestId?: string): void => {
  const stack = error instanceof Error ? error.stack : undefined;
  const line = { timestamp: new Date().toISOString(), level: 'ERROR', requestId };
  const failure = failureOf(error);
  process.stderr.write(`${JSON.stringify({ ...line, message: { ...failure, stack } })}\n`);
};

const loadHandler = async (taskRoot: string, handler: string): Promise<Handler> => {
  const [moduleName = '', exportName = ''] = handler.split('.');
  const candidates = ['.mjs', '.js', '.cjs'].map((suffix) => join(taskRoot, moduleName + suffix));
  const file = candidates.find((candidate) => existsSync(candidate));
  if (file === undefined) throw new Error(`Cannot find module '${moduleName}'`);
  const loaded: Record<string, unknown> = await import(pathToFileURL(file).href);
  const found = loaded[exportName];
  if (typeof found !== 'function') throw new Error(`${handler} is undefined or not exported`);
  return found as Handler;
};

const contextOf = (event: EventForChild): object => ({
  callbackWaitsForEmptyEventLoop: true,
  functionVersion: '$LATEST',
  functionName: event.functionName,
  memoryLimitInMB: String(event.memoryMegabytes),
  logGroupName: event.logGroup,
  logStreamName: event.logStream,
  clientContext: undefined,
  identity: undefined,
  invokedFunctionArn: event.functionArn,
  awsRequestId: event.requestId,
  getRemainingTimeInMillis: () => Math.max(0, event.deadline - Date.now()),
});

const answer = async (handler: Handler, event: EventForChild): Promise<void> => {
  try {
    const result = await handler(JSON.parse(event.payload), contextOf(event));
    report({ kind: 'answered', payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    logFailure(error, event.requestId);
    report(failureOf(error));
  }
};

const main = async (): Promise<void> => {
  // Ctrl-C reaches the whole process group; the parent alone decides when an environment ends.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit(parentGoneCode));
  const [, , taskRoot = '', handlerName = ''] = process.argv;
  try {
    const handler = await loadHandler(taskRoot, handlerName);
    process.on('message', (event) => void answer(handler, event as EventForChild));
    report({ kind: 'ready' });
  } catch (error) {
    logFailure(error);
    process.send?.(failureOf(error), () => process.exit(initFailedCode));
  }
};

await main();
