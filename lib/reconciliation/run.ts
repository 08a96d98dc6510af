/**
 * One action of reconcile-orders over all shops, one after the other: one shop's trouble does not keep the
 * others, nor does its work take their time.
 */
import { errorName } from '../order/error-name.ts';
import { adminApiVersion } from './admin-api.ts';
import { backfill } from './backfill.ts';
import { parseReconcileRequest } from './parse-request.ts';
import { makePatience } from './patience.ts';
import type { PollSettings } from './poll.ts';
import { pollShop } from './poll-shop.ts';
import type { ReconcilePorts, RunPorts } from './ports.ts';
import type { Reconcile, ReconcileAnswer } from './request.ts';
import { apiVersionDaysLeft, judgeSubscriptions } from './subscriptions.ts';
import type { CheckedShop, PolledShop } from './told.ts';
import { endOf } from './work.ts';

export type ReconcileSettings = PollSettings & {
  /** Where the shops' webhooks must go. */
  readonly webhookUrl: string;
};

/** Kept free at the end of an invocation: for what was begun, and for writing down how it ended. */
const reserveMillis = 15_000;
const runBytes = 8;

export const makeReconcile =
  (ports: RunPorts, settings: ReconcileSettings): Reconcile =>
  async (event, remainingMillis): Promise<ReconcileAnswer> => {
    const parsed = parseReconcileRequest(event);
    if (parsed.kind === 'refused') return parsed;
    const { request } = parsed;
    const run = ports.randomHex(runBytes);
    const millisLeft = () => remainingMillis() - reserveMillis;
    switch (request.action) {
      case 'poll':
        return { kind: 'polled', run, shops: await pollAll(ports, settings, run, millisLeft) };
      case 'backfill':
        return backfill(ports, settings, request, run, millisLeft);
      case 'subscriptions':
        return { kind: 'subscriptions', shops: await checkAll(ports, settings, millisLeft) };
    }
  };

const pollAll = (
  ports: RunPorts,
  settings: ReconcileSettings,
  run: string,
  millisLeft: () => number,
): Promise<PolledShop[]> =>
  eachShop(ports, millisLeft, (shop, left) => pollShop(shop, settings, run, left));

const checkAll = (
  ports: RunPorts,
  { webhookUrl }: ReconcileSettings,
  millisLeft: () => number,
): Promise<CheckedShop[]> =>
  eachShop(ports, millisLeft, async (shop, left) => {
    const checked = await checkShop(shop, webhookUrl, left);
    ports.tell({ kind: 'subscriptions-checked', ...checked });
    return checked;
  });

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

const checkShop = async (
  { shop, admin, now, sleep }: ReconcilePorts,
  webhookUrl: string,
  millisLeft: () => number,
): Promise<CheckedShop> => {
  const daysLeft = apiVersionDaysLeft(adminApiVersion, now());
  const asked = { shop, apiVersionDaysLeft: daysLeft };
  try {
    const answer = await makePatience(sleep, millisLeft).ask(admin.subscriptions);
    if (answer.kind !== 'answered') return { ...asked, end: endOf(answer) };
    const faults = judgeSubscriptions(answer.value, webhookUrl);
    return { ...asked, end: { kind: 'done' }, faults };
  } catch (error) {
    return { ...asked, end: { kind: 'failed', error: errorName(error) } };
  }
};
