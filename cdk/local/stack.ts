/**
 * Starts the whole bridge on this machine, in an order in which every part finds what it calls, and
 * stops it in the reverse order.
 *
 * Prints nothing and reads no command line; secrets leave it through `stack.json` alone.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LogRecord } from './functions/log-lines.ts';
import { type Settings, withWms } from './local-settings.ts';
import { choosePort } from './ports.ts';
import { fillSecrets, randomSecret, type ShopIdentity, type WmsClient } from './secrets.ts';
import { startSimulatedShop } from './shop/simulated-shop.ts';
import {
  describeProcesses,
  describeTemplate,
  type StackDescription,
  stackFileIn,
  webhookUrl,
} from './stack-file.ts';
import { lockCheckout } from './stack-lock.ts';
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
  /** Whether the simulated shop sends orders. */
  readonly traffic: boolean;
  /** An outside WMS. @default - a simulated one is started */
  readonly wmsUrl?: string | undefined;
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

export type LocalStack = {
  /** As it is in `stack.json` now. */
  readonly describe: () => StackDescription;
  readonly wmsUrl: string;
  /** Only without `wmsUrl`. */
  readonly wms: SimulatedWms | undefined;
  /** Stops everything; resolves when no process and no file of the running stack is left. */
  readonly close: () => Promise<void>;
};

/** The template pins no region; this one is a real one, so that ARNs look as they will. */
const region = 'eu-central-1';
const usualPorts = { webhook: 3_000, aws: 4_566, console: 8_080, wms: 4_010 };
/** Enough to see something happen, few enough to read along. */
const ordersPerMinute = 20;
/** The WMS's client of this run; an outside WMS may be told another by setting the secret. */
const wmsClientId = 'shopify-wms-bridge-local';

type Start = {
  readonly options: LocalStackOptions;
  readonly stateDir: string;
  readonly note: (line: string) => void;
  /** Ends what was started so far, the newest first. */
  readonly closing: AsyncDisposableStack;
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
  const start: Start = { options, stateDir, note: options.note ?? (() => {}), closing };
  closing.defer(lockCheckout(stateDir));
  const file = stackFileIn(stateDir);
  file.remove();
  closing.defer(file.remove);

  const wmsClient = { clientId: wmsClientId, clientSecret: randomSecret() };
  const wms = await startWms(start, wmsClient);
  const wmsUrl = wms?.url ?? options.wmsUrl ?? '';
  const assemblyDir = await findAssembly(start, wmsUrl);
  let publish = (): void => {};
  const parts = await startParts(start, assemblyDir, () => publish());
  const identity = await fillSecrets(parts.endpoint, region, wmsClient);
  parts.startPolling();
  const describe = (): StackDescription => describeStack(start, parts, identity);
  publish = () => file.write(describe());
  publish();
  startTraffic(start, describe());
  const running = closing.move();
  return { describe, wmsUrl, wms, close: () => running.disposeAsync() };
};

const startWms = async (
  { options, note, closing }: Start,
  clients: WmsClient,
): Promise<SimulatedWms | undefined> => {
  if (options.wmsUrl !== undefined) return undefined;
  const wish = { what: 'the simulated WMS', asked: undefined, usual: usualPorts.wms };
  const wms = await startSimulatedWms({ port: await choosePort(wish, note), clients });
  closing.defer(wms.close);
  return wms;
};

const findAssembly = async (
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

const startParts = async (
  { options, stateDir, note, closing }: Start,
  assemblyDir: string,
  onProcessesChanged: () => void,
): Promise<StackParts> => {
  const webhook = { what: 'the webhook', asked: options.port, usual: usualPorts.webhook };
  const aws = { what: 'the AWS API', asked: options.awsPort, usual: usualPorts.aws };
  options.signal?.throwIfAborted();
  note('starting the queues, the table, the functions and the gateway …');
  return startStackParts({
    assemblyDir,
    region,
    ports: { webhook: await choosePort(webhook, note), aws: await choosePort(aws, note) },
    logs: join(stateDir, 'logs'),
    closing,
    note,
    onRecord: options.onRecord ?? (() => {}),
    onProcessesChanged,
  });
};

const startTraffic = (
  { options, closing }: Start,
  { webhookUrl: url, shopifySecret, shop }: StackDescription,
): void => {
  if (!options.traffic) return;
  const settings = { webhookUrl: url, secret: shopifySecret, shop, seed: randomUUID() };
  closing.defer(startSimulatedShop({ ...settings, ratePerMinute: ordersPerMinute }).close);
};

const describeStack = (
  { stateDir }: Start,
  { endpoint, host, gateway }: StackParts,
  identity: ShopIdentity,
): StackDescription => ({
  webhookUrl: webhookUrl(endpoint.template, gateway),
  consoleUrl: '',
  awsEndpoint: endpoint.url,
  region,
  ...identity,
  ...describeTemplate(endpoint.template),
  pids: describeProcesses(endpoint.template, host),
  logs: join(stateDir, 'logs'),
});
