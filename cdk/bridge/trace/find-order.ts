/**
 * From the number that people use to Shopify's id of the order: by the line that tells that it was enqueued.
 */
import type { Stage } from '../open-stage.ts';
import { refusal } from '../refusal.ts';
import { momentText } from '../time-text.ts';
import { readLogLine } from './log-moment.ts';
import { type LogSearch, searchLogs } from './search-logs.ts';

export type FoundOrder = { readonly orderId: string; readonly shop?: string };

type Search = Pick<LogSearch, 'since' | 'tell'> & { readonly number: string; readonly now: number };

/** @throws a refusal where no order, or more than one, is called so. */
export const findOrder = async (
  stage: Pick<Stage, 'names' | 'logs' | 'who'>,
  search: Search,
): Promise<FoundOrder> => {
  const { number, since, tell, now } = search;
  // Webhooks are the first that an order meets.
  const groups = stage.names.logGroups.slice(0, 1);
  const pattern = `{ $.order_name = "${number}" }`;
  const [searched] = await searchLogs(stage, { pattern, groups, since, tell });
  if (searched === undefined) throw refusal(`${stage.names.title} names no log group`, 1);
  if (searched.found.kind === 'unreadable')
    throw refusal(`the number ${number} is looked up in the log: ${searched.found.why}`, 1);
  const { events, complete } = searched.found.value;
  const orders = new Map<string, FoundOrder>();
  for (const { message = '' } of events) {
    const line = readLogLine(message);
    if (line?.order_name !== number) continue;
    const { shopify_order_id: orderId, shop } = line;
    orders.set(`${shop ?? ''}/${orderId}`, shop ? { orderId, shop } : { orderId });
  }
  return onlyOne([...orders.values()], number, { since, now, complete });
};

type Searched = Pick<Search, 'since' | 'now'> & { readonly complete: boolean };

const onlyOne = (
  orders: readonly FoundOrder[],
  number: string,
  { since, now, complete }: Searched,
): FoundOrder => {
  const [only, another] = orders;
  if (only !== undefined && another === undefined) return only;
  if (only === undefined) {
    const bound = complete ? '' : ', as far as its pages were read';
    throw refusal(
      `no webhook of an order called ${number} came since ${momentText(since, now)}${bound}: give Shopify's id of the order, or an earlier --since`,
      1,
    );
  }
  const named = orders.map(({ shop, orderId }) => (shop ? `${shop}/${orderId}` : orderId));
  throw refusal(`${orders.length} orders are called ${number}: give one of ${named.join(', ')}`, 1);
};
