/**
 * Starts the whole bridge on this machine, in an order in which every part finds what it calls, and
 * stops it in the reverse order.
 *
 * Prints nothing and reads no command line; secrets leave it through `stack.json` alone.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Right, rightsOf } from './aws/rights.ts';
import { makeBoard } from './console/board.ts';
import { type LocalStackOptions, region } from './local-stack-options.ts';
import { fillSecrets, randomSecret, type ShopIdentity } from './secrets.ts';
import type { SimulatedShop } from './shop/simulated-shop.ts';
import type { SimulatedShopAdmin } from './shop-admin/simulated-shop-admin.ts';
import {
  describePeople,
  describeProcesses,
  describeTemplate,
  type StackDescription,
  type StackFile,
  stackFileIn,
  webhookUrl,
} from './stack-file.ts';
import { lockCheckout } from './stack-lock.ts';
import type { StackParts } from './stack-parts.ts';
import {
  awaitEmulators,
  clientId,
  findAssembly,
  type LocalPager,
  refuseTakenPorts,
  type Start,
  startPage,
  startPager,
  startParts,
  startShopAdmin,
  startWms,
} from './stack-steps.ts';
import { startDemo, startTraffic, subscribeWebhooks } from './stack-traffic.ts';
import type { SimulatedWms } from './wms/simulated-wms.ts';

export type { LocalStackOptions };

export type LocalStack = {
  /** As it is in `stack.json` now. */
  readonly describe: () => StackDescription;
  readonly wmsUrl: string;
  readonly pager: LocalPager;
  /** Only without `wmsUrl`. */
  readonly wms: SimulatedWms | undefined;
  /** Only without `shopifyAdminUrl`. */
  readonly shopAdmin: SimulatedShopAdmin | undefined;
  /** Only with `traffic`. */
  readonly shop: SimulatedShop | undefined;
  /** Disables the event source mappings, or enables them again, as a person in the console can. */
  readonly setSourcesEnabled: (enabled: boolean) => void;
  /** Makes a secret's present value look as old as that, as only time can. @param days - since it was set. */
  readonly ageSecret: (secretId: string, days: number) => void;
  /** Has each schedule make its call now, as if its time had come. */
  readonly runSchedules: () => Promise<void>;
  /** What roles and policies of the template grant, and how often each was used since the start. */
  readonly rights: () => readonly Right[];
  /** Stops everything; resolves when no process and no file of the running stack is left. */
  readonly close: () => Promise<void>;
};

/**
 * Resolves once everything accepts traffic.
 *
 * @throws a refusal (see `exitCodeOf`) when a port is taken, a setting is wrong or a stack runs already.
 */
export const startLocalStack = async (options: LocalStackOptions): Promise<LocalStack> => {
  const stateDir = resolve(options.stateDir);
  mkdirSync(stateDir, { recursive: true });
  await using closing = new AsyncDisposableStack();
  const note = options.note ?? (() => {});
  const start: Start = { options, stateDir, note, closing, board: makeBoard(), late: {} };
  const file = takeCheckout(start);
  await refuseTakenPorts(start);
  await awaitEmulators(start);

  const clients = { wms: newClient(), shopAdmin: newClient() };
  const wms = await startWms(start, clients.wms);
  const admin = await startShopAdmin(start, clients.shopAdmin);
  const wmsUrl = wms?.url ?? options.wmsUrl ?? '';
  const adminUrl = admin?.url ?? `${options.shopifyAdminUrl}/admin`;
  const assemblyDir = await findAssembly(start, { wmsUrl, adminUrl });
  let publish = (): void => {};
  const pager = await startPager(start);
  const pagerUrl = pager.url;
  const parts = await startParts(start, { assemblyDir, pagerUrl }, () => publish());
  const identity = await fillSecrets(parts.endpoint, region, { ...clients, pagerUrl });
  const consoleUrl = await startPage(start, parts, { wms, pager });
  const urls = { consoleUrl, pagerUrl, shopifyAdminUrl: adminUrl };
  const describe = (): StackDescription => describeStack(stateDir, parts, { ...identity, ...urls });
  subscribeWebhooks(describe(), { wms, admin });
  parts.startPolling();
  publish = () => file.write(describe());
  publish();
  const shop = startTraffic(start, describe(), { wms, admin });
  startDemo(start, parts, describe(), { wms, admin });
  const running = closing.move();
  const close = () => running.disposeAsync();
  const { setSourcesEnabled, runSchedules, endpoint } = parts;
  const rights = () => rightsOf(endpoint.template, endpoint.usage());
  const switches = { setSourcesEnabled, runSchedules, rights, ageSecret: endpoint.ageSecret };
  return { describe, wmsUrl, pager, wms, shopAdmin: admin, shop, ...switches, close };
};

/** From now on this checkout's stack is this one, and `stack.json` is gone until it is written. */
const takeCheckout = ({ stateDir, closing }: Start): StackFile => {
  closing.defer(lockCheckout(stateDir));
  const file = stackFileIn(stateDir);
  file.remove();
  closing.defer(file.remove);
  return file;
};

const newClient = () => ({ clientId, clientSecret: randomSecret() });

const describeStack = (
  stateDir: string,
  { endpoint, host, gateway }: StackParts,
  rest: ShopIdentity & Pick<StackDescription, 'consoleUrl' | 'pagerUrl' | 'shopifyAdminUrl'>,
): StackDescription => ({
  webhookUrl: webhookUrl(endpoint.template, gateway),
  awsEndpoint: endpoint.url,
  region,
  ...rest,
  ...describeTemplate(endpoint.template),
  people: describePeople(endpoint),
  pids: describeProcesses(endpoint.template, host),
  logs: join(stateDir, 'logs'),
});
