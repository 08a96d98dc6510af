/**
 * The steps of a start, one function each: which port, which folder, what is started, and how it is
 * ended again.
 */
import { join } from 'node:path';
import { type OutsideEndpoints, reachOutside } from './aws/outside.ts';
import type { Board } from './console/board.ts';
import { makeReplay } from './console/replay-letters.ts';
import type { DemoTimes } from './demo/demo.ts';
import type { Demo } from './demo/start-demo.ts';
import type { LogRecord } from './functions/log-lines.ts';
import { type Settings, withShopAdmin, withWms } from './local-settings.ts';
import type { ShopOptions } from './options.ts';
import { choosePort, keepApart } from './ports.ts';
import type { Client } from './secrets.ts';
import type { SimulatedShop } from './shop/simulated-shop.ts';
import {
  type SimulatedShopAdmin,
  startSimulatedShopAdmin,
} from './shop-admin/simulated-shop-admin.ts';
import { startStackConsole } from './stack-console.ts';
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
  /** Of the simulated WMS, and of the simulated Admin API. */
  readonly wmsPort?: number | undefined;
  readonly shopAdminPort?: number | undefined;
  /** Whether the simulated shop sends orders. */
  readonly traffic: boolean;
  /** How it does so. @default - the scenario `steady`, another seed every time */
  readonly shop?: ShopOptions | undefined;
  /** An order fails and another is refused, and both recover. @default - they do not */
  readonly demo?: DemoTimes | undefined;
  /** An outside WMS. @default - a simulated one is started */
  readonly wmsUrl?: string | undefined;
  /** Stands for `https://{shop}`, whose Admin API is outside. @default - a simulated one is started */
  readonly shopifyAdminUrl?: string | undefined;
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

const portWishes = (options: LocalStackOptions) =>
  keepApart({
    webhook: { what: 'the webhook', asked: options.port, usual: 3_000 },
    aws: { what: 'the AWS API', asked: options.awsPort, usual: 4_566 },
    console: { what: 'the page', asked: options.consolePort, usual: 8_080 },
    wms: { what: 'the simulated WMS', asked: options.wmsPort, usual: 4_010 },
    admin: { what: 'the simulated Admin API', asked: options.shopAdminPort, usual: 4_020 },
  });

/** The client of this run at the WMS and at Shopify; one outside may be told another by setting its secret. */
export const clientId = 'shopify-wms-bridge-local';

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
  clients: Client,
): Promise<SimulatedWms | undefined> => {
  if (options.wmsUrl !== undefined) return undefined;
  const port = await choosePort(portWishes(options).wms, note);
  const wms = await startSimulatedWms({ port, clients });
  closing.defer(wms.close);
  return wms;
};

export const startShopAdmin = async (
  { options, note, closing }: Start,
  client: Client,
): Promise<SimulatedShopAdmin | undefined> => {
  if (options.shopifyAdminUrl !== undefined) return undefined;
  const port = await choosePort(portWishes(options).admin, note);
  const admin = await startSimulatedShopAdmin({ port, client });
  closing.defer(admin.close);
  return admin;
};

/** Where the template is told that the world is. */
export type Outside = { readonly wmsUrl: string; readonly adminUrl: string };

export const findAssembly = async (
  { options, stateDir, note }: Start,
  { wmsUrl, adminUrl }: Outside,
): Promise<string> => {
  if (options.assemblyDir !== undefined) return options.assemblyDir;
  note('synthesizing the stage local …');
  const assemblyDir = join(stateDir, 'assembly');
  const overrides = withShopAdmin(withWms(options.settings ?? {}, wmsUrl), adminUrl);
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
