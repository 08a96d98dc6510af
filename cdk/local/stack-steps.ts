/**
 * The steps of a start, one function each: which port, which folder, what is started, and how it is
 * ended again.
 */
import { join } from 'node:path';
import { type OutsideEndpoints, reachOutside } from './aws/outside.ts';
import type { Board } from './console/board.ts';
import { makeCallWidget } from './console/widget-call.ts';
import type { Demo } from './demo/start-demo.ts';
import { withShopAdmin, withWms } from './local-settings.ts';
import {
  type LocalStackOptions,
  portWishes,
  region,
  usualMinuteMillis,
} from './local-stack-options.ts';
import { makePager, type Pager } from './monitoring/notices/pager.ts';
import { type PagerServer, startPagerServer } from './monitoring/notices/pager-server.ts';
import { choosePort } from './ports.ts';
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

export type LocalPager = Pager & PagerServer;

export const startPager = async ({ options, note, closing }: Start): Promise<LocalPager> => {
  const pager = makePager();
  const server = await startPagerServer(await choosePort(portWishes(options).pager, note), pager);
  closing.defer(server.close);
  return { ...pager, ...server };
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
  { assemblyDir, pagerUrl }: { readonly assemblyDir: string; readonly pagerUrl: string },
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
    minuteMillis: options.minuteMillis ?? usualMinuteMillis,
    pagerUrl,
  });
};

export const startPage = async (
  { options, note, closing, board, late }: Start,
  { endpoint, host, monitoring }: StackParts,
  { wms, pager }: { readonly wms: SimulatedWms | undefined; readonly pager: LocalPager },
): Promise<string> => {
  const port = await choosePort(portWishes(options).console, note);
  const page = await startStackConsole({
    ...{ port, endpoint, region, wms, board, monitoring, pager },
    callWidget: makeCallWidget(endpoint, host.invoke),
    shop: () => late.shop,
    demo: () => late.demo?.said(),
  });
  closing.defer(page.close);
  return page.url;
};
