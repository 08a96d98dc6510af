/**
 * The steps of a start, one function each: which port, which folder, what is started, and how it is
 * ended again.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type OutsideEndpoints, reachOutside } from './aws/outside.ts';
import type { Board } from './console/board.ts';
import { makeReplay } from './console/replay-letters.ts';
import type { DemoTimes } from './demo/demo.ts';
import { type Demo, startDemo as runDemo } from './demo/start-demo.ts';
import type { LogRecord } from './functions/log-lines.ts';
import { type Settings, withWms } from './local-settings.ts';
import type { ShopOptions } from './options.ts';
import { choosePort, keepApart } from './ports.ts';
import type { WmsClient } from './secrets.ts';
import { type SimulatedShop, startSimulatedShop } from './shop/simulated-shop.ts';
import { startStackConsole } from './stack-console.ts';
import type { StackDescription } from './stack-file.ts';
import { type StackParts, startStackParts } from './stack-parts.ts';
import { synthesize } from './synthesize.ts';
import { type SimulatedWms, startSimulatedWms } from './wms/simulated-wms.ts';

export type LocalStackOptions = {
  /** Holds `stack.json`, the logs, the lock and the synthesized template. */
  readonly stateDir: string;
  /** Ports that were asked for; 0 takes any free one, `undefined` the usual one if it is free. */
  readonly port?: number | undefined;
  readonly awsPort?: number | undefined;
  readonly consolePort?: number | undefined;
  /** Of the simulated WMS. */
  readonly wmsPort?: number | undefined;
  /** Whether the simulated shop sends orders. */
  readonly traffic: boolean;
  /** How it does so. @default - the scenario `steady`, another seed every time */
  readonly shop?: ShopOptions | undefined;
  /** An order fails and another is refused, and both recover. @default - they do not */
  readonly demo?: DemoTimes | undefined;
  /** An outside WMS. @default - a simulated one is started */
  readonly wmsUrl?: string | undefined;
  /** An outside emulator, whose table of ours is emptied. @default - the embedded one */
  readonly dynamodbEndpoint?: string | undefined;
  /** The same for the queues. */
  readonly sqsEndpoint?: string | undefined;
  /** Laid over the stage `local` of cdk.json. */
  readonly settings?: Settings;
  /** A synthesized app. @default - the stage `local` is synthesized */
  readonly assemblyDir?: string;
  /** Ends a start that is still under way. */
  readonly signal?: AbortSignal;
  /** Told what is going on, in lines for people. */
  readonly note?: (line: string) => void;
  /** Every line that a function logs. */
  readonly onRecord?: (functionName: string, record: LogRecord) => void;
};

/** The template pins no region; this one is a real one, so that ARNs look as they will. */
export const region = 'eu-central-1';

const portWishes = ({ port, awsPort, consolePort, wmsPort }: LocalStackOptions) =>
  keepApart({
    webhook: { what: 'the webhook', asked: port, usual: 3_000 },
    aws: { what: 'the AWS API', asked: awsPort, usual: 4_566 },
    console: { what: 'the page', asked: consolePort, usual: 8_080 },
    wms: { what: 'the simulated WMS', asked: wmsPort, usual: 4_010 },
  });

/** The WMS's client of this run; an outside WMS may be told another by setting the secret. */
export const wmsClientId = 'shopify-wms-bridge-local';

export type Start = {
  readonly options: LocalStackOptions;
  readonly stateDir: string;
  readonly note: (line: string) => void;
  /** Ends what was started so far, the newest first. */
  readonly closing: AsyncDisposableStack;
  /** What the page knows of the orders. */
  readonly board: Board;
  /** What starts after the page that shows it. */
  readonly late: { shop?: SimulatedShop; demo?: Demo };
};

/**
 * Asks before the synthesis, so that nobody waits seconds to hear of a port.
 *
 * @throws a refusal when a port that was asked for is taken, or was asked for twice.
 */
export const refuseTakenPorts = async ({ options, note }: Start): Promise<void> => {
  for (const wish of Object.values(portWishes(options))) {
    if (wish.asked !== undefined) await choosePort(wish, note);
  }
};

const outsideOf = ({ dynamodbEndpoint, sqsEndpoint }: LocalStackOptions): OutsideEndpoints => ({
  dynamodb: dynamodbEndpoint,
  sqs: sqsEndpoint,
});

/** Before the synthesis, too. @throws a refusal when an outside emulator is not there. */
export const awaitEmulators = ({ options, note }: Start): Promise<void> =>
  reachOutside(outsideOf(options), { region, note, signal: options.signal });

export const startWms = async (
  { options, note, closing }: Start,
  clients: WmsClient,
): Promise<SimulatedWms | undefined> => {
  if (options.wmsUrl !== undefined) return undefined;
  const port = await choosePort(portWishes(options).wms, note);
  const wms = await startSimulatedWms({ port, clients });
  closing.defer(wms.close);
  return wms;
};

export const findAssembly = async (
  { options, stateDir, note }: Start,
  wmsUrl: string,
): Promise<string> => {
  if (options.assemblyDir !== undefined) return options.assemblyDir;
  note('synthesizing the stage local …');
  const assemblyDir = join(stateDir, 'assembly');
  const overrides = withWms(options.settings ?? {}, wmsUrl);
  await synthesize({ assemblyDir, overrides, signal: options.signal });
  return assemblyDir;
};

export const startParts = async (
  { options, stateDir, note, closing, board, late }: Start,
  assemblyDir: string,
  onProcessesChanged: () => void,
): Promise<StackParts> => {
  const { webhook, aws } = portWishes(options);
  options.signal?.throwIfAborted();
  note('starting the queues, the table, the functions and the gateway …');
  return startStackParts({
    assemblyDir,
    region,
    ports: { webhook: await choosePort(webhook, note), aws: await choosePort(aws, note) },
    logs: join(stateDir, 'logs'),
    closing,
    note,
    outside: outsideOf(options),
    onRecord: (name, record) => {
      board.hear(record);
      late.demo?.hear(record);
      options.onRecord?.(name, record);
    },
    onProcessesChanged,
  });
};

export const startPage = async (
  { options, note, closing, board, late }: Start,
  { endpoint, host }: StackParts,
  wms: SimulatedWms | undefined,
): Promise<string> => {
  const port = await choosePort(portWishes(options).console, note);
  const page = await startStackConsole({
    ...{ port, endpoint, region, wms, board },
    replay: makeReplay(endpoint, host.invoke),
    shop: () => late.shop,
    demo: () => late.demo?.said(),
  });
  closing.defer(page.close);
  return page.url;
};

export const startTraffic = (
  { options, closing, late }: Start,
  { webhookUrl, shopifySecret: secret, shop }: ShopAddress,
): SimulatedShop | undefined => {
  if (!options.traffic) return undefined;
  const { ratePerMinute, ...given } = options.shop ?? {};
  const simulated = startSimulatedShop({
    ...{ webhookUrl, secret, shop, seed: randomUUID(), ...given },
    habits: ratePerMinute === undefined ? {} : { ratePerMinute },
  });
  closing.defer(simulated.close);
  late.shop = simulated;
  return simulated;
};

type ShopAddress = Pick<StackDescription, 'webhookUrl' | 'shopifySecret' | 'shop'>;

/** Only beside traffic, and where the WMS has switches. */
export const startDemo = (
  { options, closing, late, note }: Start,
  { endpoint, host }: StackParts,
  shop: ShopAddress,
  wms: SimulatedWms | undefined,
): void => {
  const { demo: times, traffic } = options;
  if (times === undefined || !traffic || wms === undefined) return;
  const replay = makeReplay(endpoint, host.invoke);
  late.demo = runDemo({ shop, wms, replay, times, note });
  closing.defer(late.demo.close);
};
