/**
 * The event source mapping: feeds deliver-order from its queue as Lambda does, and deletes what the
 * answer does not name. What failed, or was not heard of, is left to the queue's visibility timeout.
 *
 * Waits without asking: it is woken when something becomes visible, or when told of a change.
 */
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import type { InvocationResult } from '../../../cdk/local/contracts.ts';
import { judgeAnswer } from '../../../cdk/local/poller/batch-answer.ts';
import { toSqsEvent } from '../../../cdk/local/poller/sqs-event.ts';
import { between } from '../engine/draw.ts';
import type { Engine } from '../engine/engine.ts';
import type { Clockwork, Scheduled } from '../engine/virtual-time.ts';
import type { InvocationEnd, SimulatedFunction } from './functions.ts';

/** As much of the SQS model as a poller needs. */
export type PolledQueue = {
  readonly apply: (command: { readonly input: object }) => object;
  /** When a receive gives something, from now on; nothing while it cannot. */
  readonly nextVisibleAt: (queueUrl: string) => number | undefined;
};

export type PollerOptions = {
  readonly sqs: PolledQueue;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly batchSize: number;
  /** Invocations at once. */
  readonly concurrency: number;
  readonly invoke: SimulatedFunction<SQSEvent>['invoke'];
  /** Probabilities, asked for at each step of a batch. @default - nothing is lost */
  readonly rates?: {
    /** Received, counted and hidden, but it reaches nobody. */
    readonly receiveLost?: number;
    /** The function's answer does not come back: nothing is deleted. */
    readonly answerLost?: number;
    /** The delete does not arrive. */
    readonly deleteLost?: number;
  };
};

export type QueuePoller = {
  /** To be called after each change of the queue: a send, a delete, a changed visibility. */
  readonly wake: () => void;
  /** Receives nothing more, until told otherwise: a disabled event source mapping. */
  readonly pause: (paused: boolean) => void;
  readonly invocations: () => number;
};

const latencyMillisMin = 2;
const latencyMillisMax = 25;
/** After a receive that gave nothing although something was visible. */
const emptyPauseMillis = 100;

export const makeQueuePoller = (
  { time, draw, faults, history }: Engine,
  { sqs, queueUrl, queueArn, batchSize, concurrency, invoke, rates = {} }: PollerOptions,
): QueuePoller => {
  let inHand = 0;
  let paused = false;

  const after = (name: string, work: () => void) =>
    time.schedule(time.now() + between(draw, name, latencyMillisMin, latencyMillisMax), work);
  const isLost = (step: string, subject: string, rate = 0): boolean =>
    faults.meet(`poller.${step}`, subject, { lost: rate }) === 'lost';

  const receiveAt = makeAlarm(time, () => receive());
  const wake = (earliest = time.now()): void => {
    const visibleAt = paused || inHand >= concurrency ? undefined : sqs.nextVisibleAt(queueUrl);
    if (visibleAt !== undefined) receiveAt(Math.max(visibleAt, earliest));
  };
  const release = (): void => {
    inHand -= 1;
    wake();
  };

  const receive = (): void => {
    if (paused || inHand >= concurrency) return;
    const messages = receiveFrom(sqs, queueUrl, batchSize);
    if (messages.length === 0) {
      wake(time.now() + emptyPauseMillis);
      return;
    }
    inHand += 1;
    const batch = nameOf(messages);
    history.record(`poller receives ${messages.map(describe).join(' ')}`);
    const isHeard = !isLost('receive', groupOf(messages), rates.receiveLost);
    after(`poller/${batch}/receive`, () => (isHeard ? hand(batch, messages) : release()));
    wake();
  };

  const hand = (batch: string, messages: readonly Message[]): void => {
    // The same shape that deployed functions get; the attributes are there because all are asked for.
    const event = toSqsEvent(messages, { queueArn }) as SQSEvent;
    invoke(event, (end) => after(`poller/${batch}/answer`, () => judge(batch, messages, end)));
  };

  const judge = (batch: string, messages: readonly Message[], end: InvocationEnd): void => {
    const heard = !isLost('answer', groupOf(messages), rates.answerLost);
    const done = heard ? doneOf(messages, end) : [];
    if (done.length === 0 || isLost('delete', groupOf(done), rates.deleteLost)) {
      release();
      return;
    }
    after(`poller/${batch}/delete`, () => {
      removeFrom(sqs, queueUrl, done);
      history.record(`poller deletes ${done.map(describe).join(' ')}`);
      release();
    });
  };

  return {
    wake: () => wake(),
    pause: (value) => {
      paused = value;
      wake();
    },
    invocations: () => inHand,
  };
};

/** One event ahead, the earliest that was asked for. */
const makeAlarm = (time: Clockwork, ring: () => void): ((at: number) => void) => {
  let next: Scheduled | undefined;
  return (at) => {
    if (next?.work !== undefined && next.time <= at) return;
    if (next !== undefined) time.cancel(next);
    next = time.schedule(at, ring);
  };
};

const receiveFrom = (sqs: PolledQueue, queueUrl: string, max: number): readonly Message[] => {
  const answer = sqs.apply(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: max,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  return 'Messages' in answer ? (answer.Messages as readonly Message[]) : [];
};

const removeFrom = (sqs: PolledQueue, queueUrl: string, messages: readonly Message[]): void => {
  const Entries = messages.map(({ ReceiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle,
  }));
  sqs.apply(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
};

/** What this answer deletes. */
const doneOf = (messages: readonly Message[], end: InvocationEnd): readonly Message[] => {
  const ids = messages.map(({ MessageId = '' }) => MessageId);
  const outcome = judgeAnswer(resultOf(end), ids, true);
  if (outcome.kind === 'failed') return [];
  return messages.filter(({ MessageId = '' }) => outcome.succeeded.includes(MessageId));
};

/** Stable when other faults are taken away, where a number counted through would not be. */
const nameOf = (messages: readonly Message[]): string =>
  `${groupOf(messages)}/${messages[0]?.Attributes?.['ApproximateReceiveCount'] ?? '?'}`;

/** A stable name for what happens to a batch: its first message's group. */
const groupOf = ([first]: readonly Message[]): string =>
  first?.Attributes?.['MessageGroupId'] ?? 'no group';

const describe = ({ MessageId, Attributes }: Message): string =>
  `${MessageId}x${Attributes?.['ApproximateReceiveCount'] ?? '?'}`;

const resultOf = (end: InvocationEnd): InvocationResult => {
  switch (end.kind) {
    case 'answered':
      return { kind: 'answered', payload: end.payload, billedMillis: 0 };
    case 'error':
      return { kind: 'function-error', errorType: end.errorType, message: end.message };
    case 'killed':
      return { kind: 'function-error', errorType: 'Runtime.ExitError', message: end.cause };
    case 'throttled':
      return { kind: 'throttled' };
  }
};
