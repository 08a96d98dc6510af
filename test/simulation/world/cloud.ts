/**
 * AWS as the world sees it: every change of a queue, a record or the circuit is told, whoever made it.
 */

import { asCommand, type Command, operationOf } from '../aws/command.ts';
import { type Dynamo, makeDynamo } from '../aws/dynamodb.ts';
import { makeSecrets, type Secrets } from '../aws/secrets.ts';
import { makeSqs, type Sqs } from '../aws/sqs.ts';
import { itemEvent } from './item-events.ts';
import { lettersUrl, ordersUrl, tableName } from './names.ts';
import { readQueued } from './queued-message.ts';
import type { QueuedMessage, Tell } from './world-events.ts';

export type CloudOptions = {
  readonly now: () => number;
  readonly tell: Tell;
  readonly visibilitySeconds: number;
  /** Receives after which SQS itself moves a message away. */
  readonly receivesMax: number;
};

export type Cloud = {
  readonly dynamo: { readonly apply: (command: Command) => object };
  readonly sqs: Pick<Sqs, 'nextVisibleAt'> & { readonly apply: (command: unknown) => object };
  readonly secrets: Secrets;
  /** Who is told after each change of the orders queue. */
  readonly onOrdersChanged: (listener: () => void) => void;
  readonly items: Dynamo['items'];
  /** Tells of what went without anybody's call: retention, SQS's own redrive. */
  readonly takeStock: () => void;
  /** Whoever changed the secret of the WMS. */
  readonly putSecret: (arn: string, text: string) => void;
};

type Queue = QueuedMessage['queue'];
const urls: Readonly<Record<Queue, string>> = { orders: ordersUrl, letters: lettersUrl };

export const makeCloud = (options: CloudOptions): Cloud => {
  const { now, tell, visibilitySeconds, receivesMax } = options;
  const redrive = { queueUrl: lettersUrl, receivesMax };
  const sqs = makeSqs({
    now,
    queues: [{ queueUrl: ordersUrl, visibilitySeconds, redrive }, { queueUrl: lettersUrl }],
  });
  const dynamo = makeDynamo({ now, tableName });
  const secrets = makeSecrets({ now });
  const stock = makeStock(sqs, tell);
  let changed = (): void => undefined;

  const noteItem = (id: string, before: unknown): void => {
    const after = dynamo.items().get(id);
    const event = after === before ? undefined : itemEvent(id, after);
    if (event !== undefined) tell(event);
  };

  return {
    dynamo: {
      apply: (command) => {
        const id = keyOf(command);
        const before = dynamo.items().get(id);
        const answer = refusing(tell, dynamo.refusals, () => dynamo.apply(command));
        noteItem(id, before);
        return answer;
      },
    },
    sqs: {
      nextVisibleAt: sqs.nextVisibleAt,
      apply: (command) => {
        const answer = refusing(tell, sqs.refusals, () => sqs.apply(command));
        stock.note(asCommand(command), answer);
        if (inputOf(command).QueueUrl === ordersUrl) changed();
        return answer;
      },
    },
    secrets,
    onOrdersChanged: (listener) => {
      changed = listener;
    },
    items: dynamo.items,
    takeStock: stock.take,
    putSecret: (arn, text) => {
      secrets.put(arn, text);
      tell({ kind: 'secret-changed' });
    },
  };
};

/** What AWS would call malformed is our fault, whatever our code makes of the error. */
const refusing = (tell: Tell, refusals: () => readonly string[], work: () => object): object => {
  const before = refusals().length;
  try {
    return work();
  } finally {
    const [detail] = refusals().slice(before);
    if (detail !== undefined) tell({ kind: 'malformed-call', detail });
  }
};

/** What is on the queues, as far as anybody told. */
const makeStock = (sqs: Sqs, tell: Tell) => {
  const known: Readonly<Record<Queue, Set<string>>> = { orders: new Set(), letters: new Set() };
  /** SQS gives a twin's id for what it does not store: that one may be long gone. */
  const ever = new Set<string>();
  const queueOf = (url: string | undefined): Queue => (url === lettersUrl ? 'letters' : 'orders');

  const add = (queue: Queue, input: SqsInput, messageId: string | undefined): void => {
    if (messageId === undefined || ever.has(messageId)) return;
    ever.add(messageId);
    known[queue].add(messageId);
    const attributes = JSON.stringify(input.MessageAttributes ?? {});
    tell({ kind: 'queued', ...readQueued(queue, messageId, input.MessageBody ?? '', attributes) });
  };
  const remove = (queue: Queue, present: ReadonlySet<string>, handle: string): void => {
    const [messageId = ''] = handle.split('/');
    if (!known[queue].has(messageId) || present.has(messageId)) return;
    known[queue].delete(messageId);
    tell({ kind: 'unqueued', queue, messageId });
  };
  const idsOf = (queue: Queue) =>
    new Set(sqs.messages(urls[queue]).map(({ messageId }) => messageId));

  return {
    note: (command: Command, answer: object): void => {
      const input = inputOf(command);
      const queue = queueOf(input.QueueUrl);
      const { name } = operationOf(command);
      if (name === 'SendMessage') {
        add(queue, input, (answer as { readonly MessageId?: string }).MessageId);
      }
      if (!name.startsWith('DeleteMessage')) return;
      const present = idsOf(queue);
      for (const { ReceiptHandle = '' } of input.Entries ?? [input]) {
        remove(queue, present, ReceiptHandle);
      }
    },
    take: (): void => {
      for (const queue of ['orders', 'letters'] as const) {
        const present = idsOf(queue);
        const expired = new Set(sqs.expired(urls[queue]).map(({ messageId }) => messageId));
        for (const messageId of known[queue]) {
          if (present.has(messageId)) continue;
          known[queue].delete(messageId);
          const by = expired.has(messageId) ? 'retention' : 'redrive';
          tell({ kind: 'dropped', queue, messageId, by });
        }
      }
    },
  };
};

type SqsInput = {
  readonly QueueUrl?: string;
  readonly MessageBody?: string;
  readonly MessageAttributes?: object;
  readonly ReceiptHandle?: string;
  readonly Entries?: readonly { readonly ReceiptHandle?: string }[];
};
const inputOf = (command: unknown): SqsInput => (command as { readonly input: SqsInput }).input;

/** Of a write to one item; empty for anything else. */
const keyOf = (command: unknown): string => {
  const { input } = command as {
    readonly input: {
      readonly Key?: { readonly id?: unknown };
      readonly Item?: { readonly id?: unknown };
    };
  };
  const id = input.Key?.id ?? input.Item?.id;
  return typeof id === 'string' ? id : '';
};
