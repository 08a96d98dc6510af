/**
 * How old the oldest message of each queue is, by what is sent, received and deleted over the endpoint: the
 * emulators do not say.
 *
 * What SQS itself moves to another queue counts for its old one until it is received there, or until the old
 * one is empty.
 */
import * as z from 'zod';
import type { Call } from './call.ts';

/** Messages and handles beyond these many are not known; the oldest of them are forgotten. */
const messagesMax = 200_000;
/** SQS answers a repeated deduplication id with the first message's id for so long. */
const deduplicationMillis = 5 * 60_000;

export type QueueAges = {
  /** @param answered - the body of a successful answer. */
  readonly hear: (
    call: Pick<Call, 'operation' | 'parameters'>,
    answered: string,
    nowMillis: number,
  ) => void;
  /** 0 for a queue that holds nothing. */
  readonly oldestSeconds: (queueName: string, nowMillis: number) => number;
  /** The queue was seen empty. */
  readonly forget: (queueName: string) => void;
};

type Known = {
  /** Queue and time of sending, by message id; in the order of sending. */
  readonly messages: Map<string, { readonly queue: string; readonly sentMillis: number }>;
  /** The message that a receipt handle stands for. */
  readonly handles: Map<string, string>;
  /** When messages were deleted. */
  readonly deleted: Map<string, number>;
};

export const makeQueueAges = (): QueueAges => {
  const known: Known = { messages: new Map(), handles: new Map(), deleted: new Map() };
  return {
    hear: (call, answered, nowMillis) => {
      const read = readers[call.operation];
      if (read === undefined) return;
      const queue = String(call.parameters.QueueUrl).split('/').at(-1) ?? '';
      const asked = call.parameters;
      try {
        read({ known, queue, asked, answered: JSON.parse(answered || '{}'), nowMillis });
      } catch (error) {
        // An emulator from outside may answer in its own way; the call itself has been done.
        if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
      }
    },
    oldestSeconds: (queueName, nowMillis) => {
      const sent = [...known.messages.values()].flatMap(({ queue, sentMillis }) =>
        queue === queueName ? [sentMillis] : [],
      );
      const oldest = sent.reduce((least, one) => Math.min(least, one), nowMillis);
      return Math.floor((nowMillis - oldest) / 1_000);
    },
    forget: (queueName) => clear(known, queueName),
  };
};

type Heard = {
  readonly known: Known;
  readonly queue: string;
  readonly asked: unknown;
  readonly answered: unknown;
  readonly nowMillis: number;
};

/** Map and Set keep the order in which keys came. */
const cut = (map: Map<string, unknown>): void => {
  for (const key of map.keys()) {
    if (map.size <= messagesMax) return;
    map.delete(key);
  }
};

/** One that was sent and deleted lately is a repeated deduplication id: nothing was sent. */
const noteSent = ({ known, queue, nowMillis }: Heard, messageId: string): void => {
  for (const [id, atMillis] of known.deleted) {
    if (nowMillis - atMillis <= deduplicationMillis) break;
    known.deleted.delete(id);
  }
  if (known.messages.has(messageId) || known.deleted.has(messageId)) return;
  known.messages.set(messageId, { queue, sentMillis: nowMillis });
  cut(known.messages);
};

const noteDeleted = ({ known, nowMillis }: Heard, handle: string): void => {
  const messageId = known.handles.get(handle);
  known.handles.delete(handle);
  if (messageId === undefined || !known.messages.delete(messageId)) return;
  known.deleted.set(messageId, nowMillis);
  cut(known.deleted);
};

/** One that is received where it was not sent has been moved there. */
const noteReceived = ({ known, queue, nowMillis }: Heard, messageId: string, handle: string) => {
  const { sentMillis = nowMillis } = known.messages.get(messageId) ?? {};
  known.messages.set(messageId, { queue, sentMillis });
  known.handles.set(handle, messageId);
  cut(known.handles);
};

const clear = ({ messages }: Known, queueName: string): void => {
  for (const [id, { queue }] of messages) if (queue === queueName) messages.delete(id);
};

const sentSchema = z.object({ MessageId: z.string() });
const doneSchema = z.object({
  Successful: z.array(z.object({ Id: z.string(), MessageId: z.string().optional() })).default([]),
});
const receivedSchema = z.object({
  Messages: z.array(z.object({ MessageId: z.string(), ReceiptHandle: z.string() })).default([]),
});
const handleSchema = z.object({ ReceiptHandle: z.string() });
const entriesSchema = z.object({ Entries: z.array(handleSchema.extend({ Id: z.string() })) });

const readers: Readonly<Record<string, (heard: Heard) => void>> = {
  SendMessage: (heard) => noteSent(heard, sentSchema.parse(heard.answered).MessageId),
  SendMessageBatch: (heard) => {
    for (const { MessageId } of doneSchema.parse(heard.answered).Successful)
      if (MessageId !== undefined) noteSent(heard, MessageId);
  },
  ReceiveMessage: (heard) => {
    for (const { MessageId, ReceiptHandle } of receivedSchema.parse(heard.answered).Messages)
      noteReceived(heard, MessageId, ReceiptHandle);
  },
  DeleteMessage: (heard) => noteDeleted(heard, handleSchema.parse(heard.asked).ReceiptHandle),
  DeleteMessageBatch: (heard) => {
    const done = new Set(doneSchema.parse(heard.answered).Successful.map(({ Id }) => Id));
    for (const { Id, ReceiptHandle } of entriesSchema.parse(heard.asked).Entries)
      if (done.has(Id)) noteDeleted(heard, ReceiptHandle);
  },
  PurgeQueue: ({ known, queue }) => clear(known, queue),
  DeleteQueue: ({ known, queue }) => clear(known, queue),
};
