/**
 * What a backfill found and did, for people and for programs, and what is left to do.
 */
import type { Answer } from '../command.ts';
import { inOneLine } from '../plain-text.ts';
import { layRows, type Row } from '../rows.ts';
import type { StageNames } from '../stage-names.ts';
import { instantJson } from '../time-text.ts';
import { endText } from './end-text.ts';
import { lookedAt } from './progress.ts';
import type { Backfill, Ended } from './run-backfill.ts';

export type ToldBackfill = {
  readonly names: StageNames;
  /** When it was asked for, epoch milliseconds. */
  readonly at: number;
  readonly request: Backfill;
  readonly ended: Ended;
  /** The person left before its end. */
  readonly isLeft: boolean;
};

export const backfillAnswer = (told: ToldBackfill): Answer => ({
  text: backfillText(told),
  json: backfillJson(told),
  ...(isWhole(told.ended) ? {} : { exitCode: 1 }),
});

/** Nothing is left of what was asked for. */
const isWhole = ({ left, troubles }: Ended): boolean => left === undefined && troubles.size === 0;

const backfillText = (told: ToldBackfill): string =>
  `${titleOf(told)}\n\n${layRows([...countRows(told), ...troubleRows(told), ...nextRows(told)])}`;

const titleOf = ({ names, request, ended, isLeft }: ToldBackfill): string => {
  const found = sentIn(ended);
  const whom = names.title;
  if (!isWhole(ended)) {
    return isLeft
      ? `Reconciling ${whom} has stopped before its end, as you wished.`
      : `Reconciling ${whom} could not be brought to its end.`;
  }
  if (request.dryRun) return `${found} of ${whom} would be put on the queue; nothing was.`;
  if (found === 0 && ended.kept.length > 0) return `Nothing of ${whom} was put on the queue.`;
  return found === 0
    ? `Nothing of ${whom} was missing.`
    : `${found} of ${whom} ${found === 1 ? 'was' : 'were'} put on the queue.`;
};

const sentIn = ({ counts }: Ended): number => counts.missed + counts.lost + counts.repaired;

const countRows = ({ ended, request }: ToldBackfill): readonly Row[] => {
  const { counts, orders } = ended;
  const row = (label: string, count: number, text: string): readonly Row[] =>
    count === 0 ? [] : [[label, `${count} ${text}`]];
  return [
    ['looked at', `${lookedAt(counts)}${spanOf(request)}`],
    ...row('missed', counts.missed, 'that no webhook had brought'),
    ...row('lost', counts.lost, 'that had been accepted and were nowhere'),
    ...row('repaired', counts.repaired, repairedText(request)),
    ...row('parked', counts.parked, 'that cannot be sent; they are dead letters'),
    ...row('hidden', counts.hidden, 'that the app may not see, or that are deleted'),
    ...row(
      'postponed',
      counts.postponed,
      'that Shopify did not give; the next runs read them again',
    ),
    ...(orders.length === 0 ? [] : [namedRow(orders, sentIn(ended))]),
    ...ended.kept.map(
      ({ shop, why }): Row => ['left alone', `${inOneLine(shop)}: ${keptText(why)}`],
    ),
  ];
};

const repairedText = ({ dryRun }: Backfill): string =>
  `that was delivered or decided before: ${dryRun ? 'to be' : 'it is'} sent once more, under a new Idempotency-Key`;

const keptText = (why: string): string => keptTexts[why] ?? inOneLine(why);
const keptTexts: Readonly<Record<string, string>> = {
  waiting: 'it is on its way or waits on the queue, and is sent by itself',
  parked: 'it is a dead letter; mend its cause, then replay it',
  overtaken: 'Shopify gave an older version than is known; ask again in a minute',
};

const namedRow = (orders: readonly string[], found: number): Row => {
  const more = found - orders.length;
  return ['orders', ...orders.map(inOneLine), ...(more > 0 ? [`and ${more} more`] : [])];
};

const spanOf = ({ since, until, orderId }: Backfill): string => {
  if (orderId !== undefined) return ` for ${orderId}`;
  return ` changed since ${since}${until === undefined ? '' : ` until ${until}`}`;
};

const troubleRows = ({
  names,
  ended: { troubles, hiddenBefore },
}: ToldBackfill): readonly Row[] => {
  const lines = [...troubles].map(([shop, end]) => `${shop}: ${endText(end, shop, names)}`);
  const hidden = hiddenBefore.map(
    ({ shop, day }) =>
      `${shop} shows no orders created before ${day}: the app has not been granted read_all_orders`,
  );
  return [
    ...(lines.length === 0 ? [] : [['trouble', ...lines] satisfies Row]),
    ...(hidden.length === 0 ? [] : [['not shown', ...hidden] satisfies Row]),
  ];
};

/** What comes again is known by then, so the same command is always right. */
const nextRows = ({ names, request, ended }: ToldBackfill): readonly Row[] => {
  if (!isWhole(ended)) return [['go on', commandOf(names, { ...request, ...placeOf(ended) })]];
  if (request.dryRun && sentIn(ended) > 0) {
    return [['send them', commandOf(names, { ...request, dryRun: false })]];
  }
  const { orderId } = request;
  if (orderId === undefined) return [];
  const letters = ended.kept.flatMap(({ letterId }) => letterId ?? []);
  const plan = `npm run bridge -- dead-letters plan --order ${orderId}${names.flag}`;
  return [
    ...letters.map((): Row => ['replay it', plan]),
    ['its story', `npm run bridge -- trace ${orderId}${names.flag}`],
  ];
};

/** The oldest place that was not passed. */
const placeOf = ({ left }: Ended): { readonly since?: string } => {
  const reached = (left?.places ?? []).map(({ upTo }) => upTo);
  const [first] = reached.toSorted();
  return first === undefined || reached.includes(undefined) ? {} : { since: first };
};

const commandOf = (
  { flag }: StageNames,
  { since, until, orderId, shop, dryRun }: Backfill,
): string =>
  [
    'npm run bridge -- reconcile',
    ...(orderId === undefined ? [] : [`--order ${orderId}`]),
    ...(orderId === undefined && since !== undefined ? [`--since ${since}`] : []),
    ...(until === undefined ? [] : [`--until ${until}`]),
    ...(shop === undefined ? [] : [`--shop ${shop}`]),
    ...(dryRun ? ['--dry-run'] : []),
  ].join(' ') + flag;

const backfillJson = ({ names, at, request, ended }: ToldBackfill): object => {
  const { counts, orders, kept, troubles, hiddenBefore, left, slices } = ended;
  const { since, until, orderId, shop, dryRun, by } = request;
  return {
    ...{ stage: names.stage, at: instantJson(at) },
    request: { since, until, order: orderId, shop, dryRun, by },
    complete: isWhole(ended),
    ...{ counts, orders, kept, hiddenBefore, slices },
    troubles: [...troubles].map(([name, end]) => ({ shop: name, end })),
    ...(left === undefined ? {} : { left }),
  };
};
