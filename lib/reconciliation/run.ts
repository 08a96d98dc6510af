/**
 * One action of reconcile-orders over all shops, one after the other: one shop's trouble does not keep the
 * others, nor does its work take their time.
 */
import { makePace } from '../letters/pace.ts';
import type { WorkPrivacy } from '../privacy/work-privacy.ts';
import { backfill } from './backfill.ts';
import { checkShop } from './check-shop.ts';
import type { NightlySliceOf } from './nightly/nightly.ts';
import { parseReconcileRequest, refuse, unknownShop } from './parse-request.ts';
import type { PollSettings } from './poll.ts';
import { pollShop } from './poll-shop.ts';
import type { ReconcilePorts, RunPorts } from './ports.ts';
import type { Reconcile, ReconcileAnswer, ReconcileRequest } from './request.ts';
import type { PolledShop } from './told.ts';

export type ReconcileSettings = PollSettings & {
  /** Where the shops' webhooks must go. */
  readonly webhookUrl: string;
};

/** Kept free at the end of an invocation: for what was begun, and for writing down how it ended. */
const reserveMillis = 15_000;
/** Of a poll's time; what customers asked for comes first, but not instead of it. */
const pollMillisKept = 20_000;
const runBytes = 8;

export const makeReconcile =
  (
    ports: RunPorts,
    settings: ReconcileSettings,
    nightly: NightlySliceOf,
    workPrivacy: WorkPrivacy,
  ): Reconcile =>
  async (event, remainingMillis): Promise<ReconcileAnswer> => {
    const parsed = parseReconcileRequest(event);
    if (parsed.kind === 'refused') return parsed;
    const { request } = parsed;
    const run = ports.randomHex(runBytes);
    const millisLeft = () => remainingMillis() - reserveMillis;
    switch (request.action) {
      case 'poll':
        await workPrivacy(() => millisLeft() - pollMillisKept);
        return { kind: 'polled', run, shops: await pollAll(ports, settings, run, millisLeft) };
      case 'backfill':
        return backfill(ports, settings, request, run, millisLeft);
      case 'nightly':
        return nightly(request, run, remainingMillis);
      case 'subscriptions':
      case 'register':
        return checkAll(ports, settings, request, millisLeft);
    }
  };

const pollAll = (
  ports: RunPorts,
  settings: ReconcileSettings,
  run: string,
  millisLeft: () => number,
): Promise<PolledShop[]> => {
  const { turn } = makePace(settings.pacePerSecond, ports);
  return eachShop(ports, millisLeft, (shop, left) =>
    pollShop(shop, settings, { run, turn, millisLeft: left }),
  );
};

const checkAll = async (
  ports: RunPorts,
  { webhookUrl }: ReconcileSettings,
  request: Extract<ReconcileRequest, { action: 'subscriptions' | 'register' }>,
  millisLeft: () => number,
): Promise<ReconcileAnswer> => {
  const shops = ports.shops.filter(
    ({ shop }) => request.shop === undefined || request.shop === shop,
  );
  if (shops.length === 0) return refuse(unknownShop(ports));
  const isRegistering = request.action === 'register';
  const checked = await eachShop({ ...ports, shops }, millisLeft, async (shop, left) => {
    const one = await checkShop(shop, webhookUrl, left, isRegistering ? 'register' : 'check');
    const by = isRegistering ? { by: request.by } : {};
    ports.tell({ kind: 'subscriptions-checked', ...one, ...by });
    return one;
  });
  return { kind: 'subscriptions', shops: checked };
};

/** Each shop has an equal share of the time that the ones before it left. */
const eachShop = async <Result>(
  { shops, ...shared }: RunPorts,
  millisLeft: () => number,
  work: (ports: ReconcilePorts, millisLeft: () => number) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = [];
  for (const [place, shop] of shops.entries()) {
    const kept = millisLeft() * (1 - 1 / (shops.length - place));
    results.push(await work({ ...shared, ...shop }, () => millisLeft() - kept));
  }
  return results;
};
