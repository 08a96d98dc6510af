/**
 * Counts that add up: every webhook is exactly one of six things, and every message of the orders
 * queue has one ending or waits.
 *
 * The queue drops the twin of a message within five minutes and tells nobody, so messages are counted
 * by what is known of each order version: sent by the door, sent again by a replay, seen at delivery.
 */
import type { Stage } from '../../../lib/order/stage-report.ts';
import { doorService, type StageLine } from './stage-line.ts';

export type WebhookTotals = Readonly<
  Record<
    'received' | 'enqueued' | 'duplicate' | 'superseded' | 'ignored' | 'parked' | 'refused',
    number
  >
>;
export type MessageTotals = Readonly<
  Record<
    | ('replayed' | 'reconciled' | 'twins' | 'messages')
    | ('delivered' | 'unchanged' | 'superseded' | 'notSent' | 'parked' | 'waiting'),
    number
  >
>;
export type Totals = { readonly webhooks: WebhookTotals; readonly messages: MessageTotals };

/** What is remembered to recognise a twin or a message's second ending; the totals never forget. */
const rememberedMax = 20_000;

type Ending = 'delivered' | 'unchanged' | 'superseded' | 'notSent' | 'parked';
const endingOf: Partial<Readonly<Record<Stage, Ending>>> = {
  processed: 'delivered',
  unchanged: 'unchanged',
  superseded: 'superseded',
  ignored: 'notSent',
  parked: 'parked',
};

/** Messages of one order version. */
type Sent = { byDoor: boolean; again: number; seen: number };
const messagesOf = ({ byDoor, again, seen }: Sent): number =>
  Math.max((byDoor ? 1 : 0) + again, seen);

const noWebhooks = (): Record<keyof WebhookTotals, number> => ({
  ...{ received: 0, enqueued: 0, duplicate: 0, superseded: 0 },
  ...{ ignored: 0, parked: 0, refused: 0 },
});
const noEndings = (): Record<Ending, number> => ({
  ...{ delivered: 0, unchanged: 0, superseded: 0, notSent: 0, parked: 0 },
});

const remember = <Value>(known: Map<string, Value>, key: string, value: Value): void => {
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > rememberedMax && oldest !== undefined) known.delete(oldest);
};

const hearDoor = (webhooks: ReturnType<typeof noWebhooks>, { stage, answer }: StageLine): void => {
  if (stage === 'received') {
    webhooks.received += 1;
    // Neither the shop's, nor safe with us: it is told no more than that.
    if (answer === 401 || answer === 503) webhooks.refused += 1;
  } else if (stage in webhooks) webhooks[stage as keyof WebhookTotals] += 1;
};

/** Messages by the order versions that they carry. */
const makeVersions = () => {
  const known = new Map<string, Sent>();
  let messages = 0;
  return {
    count: (): number => messages,
    change: (line: StageLine, change: (sent: Sent) => void): void => {
      const key = line.order_version
        ? `${line.shop}/${line.shopify_order_id}/${line.order_version}`
        : `${line.message_id ?? line.correlation_id}`;
      const sent = known.get(key) ?? { byDoor: false, again: 0, seen: 0 };
      messages -= messagesOf(sent);
      change(sent);
      messages += messagesOf(sent);
      remember(known, key, sent);
    },
  };
};
type Versions = ReturnType<typeof makeVersions>;

/** What became of the messages that were seen at delivery. */
const makeEndings = (versions: Versions) => {
  /** By message id, whether it has ended. */
  const seen = new Map<string, boolean>();
  const counts = noEndings();
  return {
    counts,
    hear: (line: StageLine): void => {
      const id = line.message_id ?? `${line.shopify_order_id}/${line.order_version}`;
      const ending = endingOf[line.stage];
      const ended = seen.get(id);
      if (ended === undefined) {
        versions.change(line, (sent) => {
          sent.seen += 1;
        });
      }
      // A message that was settled, but not deleted in time, comes again and ends twice.
      if (ending !== undefined && ended !== true) counts[ending] += 1;
      remember(seen, id, ended === true || ending !== undefined);
    },
  };
};

const makeMessages = () => {
  const versions = makeVersions();
  const endings = makeEndings(versions);
  const again = { replayed: 0, reconciled: 0 };
  return {
    deliver: endings.hear,
    send: (line: StageLine): void =>
      versions.change(line, (sent) => {
        sent.byDoor = true;
      }),
    sendAgain: (line: StageLine, how: keyof typeof again): void => {
      again[how] += 1;
      versions.change(line, (sent) => {
        sent.again += 1;
      });
    },
    total: (enqueued: number): MessageTotals => {
      const messages = versions.count();
      const ended = Object.values(endings.counts).reduce((one, other) => one + other, 0);
      const twins = Math.max(0, enqueued + again.replayed + again.reconciled - messages);
      return { ...again, twins, messages, ...endings.counts, waiting: messages - ended };
    },
  };
};

export const makeLedger = () => {
  const webhooks = noWebhooks();
  const messages = makeMessages();
  return {
    hear: (line: StageLine): void => {
      if (line.service === doorService) {
        hearDoor(webhooks, line);
        if (line.stage === 'enqueued') messages.send(line);
      } else if (line.stage === 'replayed' || line.stage === 'reconciled') {
        messages.sendAgain(line, line.stage);
      } else messages.deliver(line);
    },
    totals: (): Totals => ({
      webhooks: { ...webhooks },
      messages: messages.total(webhooks.enqueued),
    }),
  };
};
export type Ledger = ReturnType<typeof makeLedger>;
