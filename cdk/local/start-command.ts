/**
 * `npm start` as a function of its arguments: runs the bridge until a signal, and shows the orders that pass.
 */
import { join } from 'node:path';
import { demoTimes } from './demo/demo.ts';
import { readSettingsFile } from './local-settings.ts';
import { parseCommandLine, type StartOptions, usage } from './options.ts';
import { orderLine, orderLinesHeader } from './order-lines.ts';
import { type LocalStack, startLocalStack } from './stack.ts';
import { exitCodeOf } from './start-refused.ts';

export type StartPlace = {
  /** Holds `stack.json` and the logs. */
  readonly stateDir: string;
  /** A synthesized app. @default - the stage `local` is synthesized */
  readonly assemblyDir?: string;
};

/** A stop that takes longer is cut off; the functions' processes end by themselves then. */
const stopMillisMax = 2_500;

/** Gives the exit code: 0 after a clean stop, 1 where it did not start, 2 for a wrong argument. */
export const startCommand = async (args: readonly string[], place: StartPlace): Promise<number> => {
  const stop = new AbortController();
  const end = (): void => {
    stop.abort();
    setTimeout(() => process.exit(1), stopMillisMax).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  // Whoever read along may go (`npm start | head`); the stack runs until it is told to stop.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    const command = parseCommandLine(args);
    if (command.kind === 'help') print(usage);
    else await run(command, place, stop.signal);
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    const code = exitCodeOf(error);
    complain(error instanceof Error ? (code ? error.message : String(error.stack)) : String(error));
    return code ?? 1;
  }
};

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

const run = async (
  { configFile, demo, kind: _kind, ...options }: StartOptions & { readonly kind: 'start' },
  place: StartPlace,
  stop: AbortSignal,
): Promise<void> => {
  const startedAt = performance.now();
  const stack = await startLocalStack({
    ...options,
    ...place,
    demo: demo ? demoTimes : undefined,
    ...(configFile === undefined ? {} : { settings: readSettingsFile(configFile) }),
    signal: stop,
    note: print,
    onRecord: showOrder,
  });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const where = addresses(stack, place);
  print(`\nThe bridge runs, after ${seconds} s.\n\n${where}\n\nCtrl-C stops it.\n`);
  print(orderLinesHeader);
  await new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener('abort', () => resolve());
  });
  print('stopping …');
  await stack.close();
};

const showOrder: NonNullable<Parameters<typeof startLocalStack>[0]['onRecord']> = (_, record) => {
  const line = orderLine(record);
  if (line !== undefined) print(line);
};

const addresses = (stack: LocalStack, { stateDir }: StartPlace): string => {
  const { webhookUrl, consoleUrl, awsEndpoint, pagerUrl, shopifyAdminUrl, shop, logs } =
    stack.describe();
  const rows = [
    ['webhook', webhookUrl],
    ['page', consoleUrl],
    ['AWS API', awsEndpoint],
    ['WMS', stack.wmsUrl],
    ['Admin API', shopifyAdminUrl],
    ['pager', `${pagerUrl}/incidents`],
    ['shop', shop],
    ['logs', logs],
    ['addresses', join(stateDir, 'stack.json')],
  ] as const;
  return rows.map(([name, value]) => `  ${name.padEnd(10)} ${value}`).join('\n');
};
