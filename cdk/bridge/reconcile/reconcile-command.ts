/**
 * `bridge reconcile`: its arguments, and what it does in which order.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import type { AddCommands, Does, Frame } from '../command.ts';
import { invokeUnlessRefused } from '../invoke.ts';
import type { Stage } from '../open-stage.ts';
import { refusal } from '../refusal.ts';
import { confirmProduction } from '../secrets/confirm.ts';
import { chooseShop } from '../secrets/stage-secrets.ts';
import { parsePast } from '../time-arguments.ts';
import { parseOrder } from '../trace/order-argument.ts';
import { whoAsks } from '../who.ts';
import { backfilledSchema, type SeenBackfill } from './answers.ts';
import { backfillAnswer } from './backfill-text.ts';
import { beginNightly, showReport } from './nightly-command.ts';
import { type Backfill, runBackfill } from './run-backfill.ts';

/** Orders of the last ten years: who wants more may ask in pieces. */
const daysMax = 3_660;

type ReconcileOptions = {
  /** Epoch milliseconds. */
  readonly since?: number;
  readonly until?: number;
  readonly order?: { readonly orderId: string; readonly shop?: string };
  readonly shop?: string;
  readonly dryRun?: true;
  readonly nightly?: true;
  readonly report?: true;
  readonly yes?: true;
};

export const addReconcileCommand: AddCommands = (program, { now, act }) => {
  addSpan(program.command('reconcile'), now)
    .description(
      'Asks Shopify for orders that never came, and puts them on the queue: at the first go-live, or after an outage.',
    )
    .option(
      '--order <order>',
      'this order alone, also where the WMS was given it before, by its id: 820982911946154508',
      orderOf,
    )
    .option('--shop <name>', 'which shop alone, where the stage has several')
    .option('--dry-run', 'only counts what would be put on the queue')
    .option('--nightly', 'compares now what is compared every night, and repairs what differs')
    .option('--report', 'how the last nightly comparison ended, and where its page lies')
    .option('--yes', 'do not ask, also in production')
    .addHelpText('after', `\n${examples}`)
    .action(withoutContradiction(act<ReconcileOptions>(reconcileOrNight(now))));
};

/** Refused before anything is called. */
const withoutContradiction = (action: ReturnType<Frame['act']>) =>
  async function run(this: Command) {
    const { since, until, order, nightly, report, dryRun } = this.opts<ReconcileOptions>();
    const asked = [since, order, nightly, report].filter((one) => one !== undefined);
    if (asked.length !== 1) throw refusal('say one of --since, --order, --nightly or --report', 2);
    if (dryRun && (nightly || report)) throw refusal('--dry-run goes with --since or --order', 2);
    if (until !== undefined && until <= (since ?? until)) {
      throw refusal('--until goes with --since, and must be later', 2);
    }
    await action.call(this);
  };

const addSpan = (command: Command, now: () => number): Command => {
  const past = (text: string): number => {
    const parsed = parsePast(text, daysMax, now());
    if (parsed.kind === 'time') return parsed.millis;
    throw new InvalidArgumentError(parsed.fault);
  };
  return command
    .option('--since <time>', 'orders changed since then: 2026-11-22T10:00:00Z, 6h, 3d', past)
    .option('--until <time>', 'and until then; else until a moment ago', past);
};

const examples = `With --since, what was delivered, waits or is parked is left alone, so it can be run twice. Every few
minutes the stage does this by itself, for what has changed since the last time.
With --order, what was delivered, discarded or not sent is sent once more, each time: as a repair, under
a new Idempotency-Key, for a WMS that has lost it. What waits or is parked is left alone.
Ctrl-C leaves it between two slices, and says how to go on.

Examples:
  npm run bridge -- reconcile --since 6h --dry-run
  npm run bridge -- reconcile --since 2026-11-22T00:00:00Z --until 2026-11-22T06:00:00Z --stage production
  npm run bridge -- reconcile --order 820982911946154508
  npm run bridge -- reconcile --nightly`;

const orderOf = (text: string): NonNullable<ReconcileOptions['order']> => {
  const order = parseOrder(text);
  if (order.kind === 'id') return order;
  throw new InvalidArgumentError("Give Shopify's id of the order: a number is the shop's alone.");
};

const reconcileOrNight =
  (now: () => number): Does<ReconcileOptions> =>
  (stage, options, operands, person) => {
    if (options.nightly) return beginNightly(stage, options, person, now);
    if (options.report) return showReport(stage, options, now);
    return reconcile(now)(stage, options, operands, person);
  };

const reconcile =
  (now: () => number): Does<ReconcileOptions> =>
  async (stage, options, _operands, person) => {
    const { names } = stage;
    const at = now();
    const request = await requestOf(stage, options);
    if (!request.dryRun && request.orderId === undefined) {
      const what = 'puts orders that never came on the queue';
      await confirmProduction(names, person, what, options.yes === true);
    }
    const { left, progress } = person;
    const ended = await runBackfill(request, {
      shops: request.shop === undefined ? Object.keys(names.adminSecrets).length : 1,
      ask: (slice) => askSlice(stage, slice),
      wait: (millis) => delay(millis, undefined, { signal: left }).catch(() => {}),
      ...{ left, progress },
    });
    return backfillAnswer({ names, at, request, ended, isLeft: left.aborted });
  };

const requestOf = async (
  { names, sts }: Stage,
  { since, until, order, shop: asked, dryRun }: ReconcileOptions,
): Promise<Backfill> => {
  const shop = asked ?? order?.shop;
  return {
    action: 'backfill',
    ...(since === undefined ? {} : { since: secondOf(since) }),
    ...(until === undefined ? {} : { until: secondOf(until) }),
    ...(order === undefined ? {} : { orderId: order.orderId }),
    ...(shop === undefined ? {} : { shop: chooseShop(names, shop).shop }),
    dryRun: dryRun === true,
    by: await whoAsks(sts),
  };
};

/** Shopify's clock has whole seconds. */
const secondOf = (millis: number): string => new Date(millis).toISOString().replace(/\.\d+Z$/, 'Z');

const askSlice = ({ lambda, names }: Stage, request: Backfill): Promise<SeenBackfill> =>
  invokeUnlessRefused(lambda, names.functions.reconcileOrders, request, backfilledSchema);
