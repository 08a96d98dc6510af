/**
 * Everything that is known of one order: its record, its letters, what became of those that do not wait any
 * more, and the lines of all functions; each part with its own rights.
 */
import { makeCircuitItem } from '../../../lib/adapters/circuit-item.ts';
import { makeReadRecord } from '../../../lib/adapters/order-records.ts';
import { type Block, parseCircuit } from '../../../lib/circuit/circuit.ts';
import type { IndexedLetter } from '../../../lib/letters/indexed-letter.ts';
import { listedMax } from '../../../lib/letters/request.ts';
import type { OrderRecord } from '../../../lib/order/order-record.ts';
import { answerSchemas, type ShownLetter } from '../dead-letters/answers.ts';
import { openDesk } from '../dead-letters/letters-desk.ts';
import type { Stage } from '../open-stage.ts';
import { type Part, readPart, readValue } from '../part.ts';
import type { StageNames } from '../stage-names.ts';
import type { FoundOrder } from './find-order.ts';
import { logMoment, readLogLine } from './log-moment.ts';
import type { Moment } from './moment.ts';
import { type LogSearch, type SearchedGroup, searchLogs } from './search-logs.ts';
import { nothingKnown, onlyShop, shopsToAsk } from './which-shop.ts';

export type SeenTrace = {
  readonly names: StageNames;
  readonly now: number;
  /** Lines before it were not asked for. */
  readonly since: number;
  readonly order: { readonly shop: string; readonly orderId: string; readonly number?: string };
  readonly record: Part<OrderRecord>;
  /** Those that wait. */
  readonly letters: Part<readonly IndexedLetter[]>;
  readonly settled: readonly ShownLetter[];
  readonly block: Part<Block | undefined>;
  readonly logged: readonly Moment[];
  /** Log groups that could not be read, or not to their end. */
  readonly groups: readonly SearchedGroup[];
};

type Asked = Pick<LogSearch, 'since' | 'tell'> & {
  readonly order: FoundOrder;
  readonly now: number;
};

/** @throws a refusal where nothing is known of it, or nothing could be read. */
export const readTrace = async (stage: Stage, asked: Asked): Promise<SeenTrace> => {
  const { names, who } = stage;
  const { order, now, since, tell } = asked;
  const pattern = `{ $.shopify_order_id = "${order.orderId}" }`;
  const search = { pattern, groups: names.logGroups, since, tell };
  const [groups, letters, block] = await Promise.all([
    searchLogs(stage, search),
    readPart(who, readLetters(stage, order)),
    readPart(who, readBlock(stage)),
  ]);
  const lines = linesOf(groups, order);
  const left = [...lines, ...(readValue(letters) ?? [])].flatMap((one) => one.shop ?? []);
  const shops = order.shop === undefined ? shopsToAsk(names, left) : [order.shop];
  const records = await readPart(who, readRecords(stage, order.orderId, shops));
  const shop = onlyShop(order, [...left, ...(readValue(records)?.keys() ?? [])]);
  const parts = [records, letters, ...groups.map(({ found }) => found)];
  if (shop === undefined) throw nothingKnown(names, order, parts);
  const record = recordOf(records, shop);
  const ofShop = lines.filter((line) => line.shop === undefined || line.shop === shop);
  const logged = ofShop.map(({ moment }) => moment);
  const number = ofShop.findLast((line) => line.number !== undefined)?.number;
  const settled = await readSettled(stage, logged, readValue(record), letters);
  return {
    ...{ names, now, since, record, letters, settled, block, logged, groups },
    order: { shop, orderId: order.orderId, ...(number === undefined ? {} : { number }) },
  };
};

const readLetters = async (
  stage: Stage,
  { orderId, shop }: FoundOrder,
): Promise<readonly IndexedLetter[]> => {
  const filter = shop === undefined ? { orderId } : { orderId, shop };
  const request = { action: 'list', filter, limit: listedMax } as const;
  // An order has a few at most; those after the first hundred are told by dead-letters list.
  return (await openDesk(stage).browse(request, answerSchemas.letters)).letters;
};

const readBlock = async ({ documents, names }: Stage): Promise<Block | undefined> =>
  parseCircuit(await makeCircuitItem(documents, names.table).read()).block;

type Line = { readonly moment: Moment; readonly shop?: string; readonly number?: string };

const linesOf = (groups: readonly SearchedGroup[], { orderId }: FoundOrder): readonly Line[] =>
  groups.flatMap(({ found }) =>
    (readValue(found)?.events ?? []).flatMap(({ message = '', timestamp = 0 }): Line[] => {
      const line = readLogLine(message);
      if (line?.shopify_order_id !== orderId) return [];
      const { shop, order_name: number } = line;
      return [
        {
          moment: logMoment(line, timestamp, JSON.parse(message)),
          ...(shop ? { shop } : {}),
          ...(number ? { number } : {}),
        },
      ];
    }),
  );

const readRecords = async (
  { documents, names }: Stage,
  orderId: string,
  shops: readonly string[],
): Promise<ReadonlyMap<string, OrderRecord>> => {
  const read = makeReadRecord(documents, names.table);
  const records = await Promise.all(
    shops.map(async (shop) => [shop, await read(shop, orderId)] as const),
  );
  return new Map(records.filter(([, record]) => Object.keys(record).length > 0));
};

const recordOf = (
  records: Part<ReadonlyMap<string, OrderRecord>>,
  shop: string,
): Part<OrderRecord> =>
  records.kind === 'read' ? { kind: 'read', value: records.value.get(shop) ?? {} } : records;

/** More have not been parked one after the other, but by a cause that replays did not mend. */
const settledMax = 10;

/** What became of the letters that do not wait any more; the newest ones. */
const readSettled = async (
  stage: Stage,
  logged: readonly Moment[],
  record: OrderRecord | undefined,
  letters: Part<readonly IndexedLetter[]>,
): Promise<readonly ShownLetter[]> => {
  if (letters.kind === 'unreadable') return [];
  const waiting = new Set(letters.value.map(({ letterId }) => letterId));
  const parked = logged.flatMap(({ stage: name, letterId }) =>
    name === 'parked' && letterId !== undefined ? [letterId] : [],
  );
  const ids = new Set([...parked, ...(record?.parked ? [record.parked.letterId] : [])]);
  const gone = [...ids].filter((letterId) => !waiting.has(letterId)).slice(-settledMax);
  const desk = openDesk(stage);
  const shown = await Promise.all(
    gone.map((letterId) =>
      // A letter that is long settled is not known any more.
      readPart(stage.who, desk.browse({ action: 'show', letterId }, answerSchemas.letter)),
    ),
  );
  return shown.flatMap((part) => (part.kind === 'read' ? [part.value] : []));
};
