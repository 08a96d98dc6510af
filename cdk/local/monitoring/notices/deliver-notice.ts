/**
 * SNS as far as one machine needs it: a message of a topic goes to the local pager, or is kept as a mail.
 * Nobody outside is ever called.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Notice } from '../alarms/alarm-notice.ts';
import type { Published } from '../metrics/aws-metrics.ts';
import type { Subscription } from './subscriptions.ts';

/** An e-mail that would have been sent. */
export type Mail = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly atMillis: number;
};

export const mailsMax = 100;
/** SNS tries an HTTPS endpoint again at once, and later for weeks. */
const triesMax = 3;
const pauseMillis = 500;
const answerMillisMax = 5_000;
/** Messages that wait for those before them. */
const waitingMax = 1_000;

export type TopicsOptions = {
  readonly topicArns: readonly string[];
  readonly subscriptions: readonly Subscription[];
  /** `http://127.0.0.1:PORT` of the pager. */
  readonly pagerUrl: string;
  /** What a subscription's endpoint stands for; nothing where its secret is not set. */
  readonly resolveEndpoint: (endpoint: string) => Promise<string | undefined>;
  readonly onPublished: (published: Published) => void;
  readonly note: (line: string) => void;
};

export type Topics = {
  /** Gives the message's id at once; `undefined` where there is no such topic. */
  readonly publish: (topicArn: string, notice: Notice) => string | undefined;
  readonly mails: () => readonly Mail[];
  readonly subscriptionsOf: (topicArn: string) => readonly Subscription[] | undefined;
  /** Waits for the deliveries in hand. */
  readonly close: () => Promise<void>;
};

type Running = TopicsOptions & {
  readonly stop: AbortController;
  /** Ends when all that was published has been delivered. */
  last: Promise<void>;
  waiting: number;
  mails: readonly Mail[];
};

export const makeTopics = (options: TopicsOptions): Topics => {
  const stop = new AbortController();
  const running: Running = { ...options, stop, last: Promise.resolve(), waiting: 0, mails: [] };
  const subscriptionsOf = (topicArn: string): readonly Subscription[] | undefined =>
    options.topicArns.includes(topicArn)
      ? options.subscriptions.filter((one) => one.topicArn === topicArn)
      : undefined;
  return {
    publish: (topicArn, notice) => {
      const to = subscriptionsOf(topicArn);
      if (to === undefined) return undefined;
      const messageId = randomUUID();
      enqueue(running, to, { ...notice, topicArn, messageId });
      return messageId;
    },
    mails: () => running.mails,
    subscriptionsOf,
    close: async () => {
      stop.abort();
      await running.last;
    },
  };
};

/** One after the other, so that an alarm's OK never overtakes its ALARM. */
const enqueue = (running: Running, to: readonly Subscription[], message: Message): void => {
  if (running.waiting >= waitingMax) {
    running.note(`lost: "${message.subject}", because too many messages wait`);
    return;
  }
  running.waiting += 1;
  running.last = running.last
    .then(() => deliverAll(running, to, message))
    .catch((error) => running.note(`lost: "${message.subject}": ${String(error)}`))
    .finally(() => {
      running.waiting -= 1;
    });
};

type Message = Notice & { readonly topicArn: string; readonly messageId: string };

const deliverAll = async (
  running: Running,
  to: readonly Subscription[],
  message: Message,
): Promise<void> => {
  const results = await Promise.all(to.map((one) => deliver(running, one, message)));
  const delivered = results.filter(Boolean).length;
  const topicName = message.topicArn.split(':').at(-1) ?? '';
  running.onPublished({ topicName, delivered, failed: results.length - delivered });
};

const deliver = async (
  running: Running,
  { protocol, endpoint }: Subscription,
  message: Message,
): Promise<boolean> => {
  const to = await running.resolveEndpoint(endpoint);
  if (protocol === 'email' && to !== undefined) {
    const mail = { to, subject: message.subject, text: message.message, atMillis: Date.now() };
    running.mails = [mail, ...running.mails].slice(0, mailsMax);
    return true;
  }
  if (to?.startsWith(`${running.pagerUrl}/`)) return post(running, to, message);
  const why = to === undefined ? 'its secret is not set' : 'it is not on this machine';
  running.note(`nobody is paged by "${message.subject}": ${why}`);
  return false;
};

const post = async (running: Running, url: string, message: Message): Promise<boolean> => {
  for (let attempt = 1; attempt <= triesMax; attempt += 1) {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'x-amz-sns-message-type': 'Notification',
        'x-amz-sns-message-id': message.messageId,
        'x-amz-sns-topic-arn': message.topicArn,
      },
      body: envelopeOf(message),
      signal: AbortSignal.timeout(answerMillisMax),
    }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return true;
    if (attempt < triesMax)
      await sleep(pauseMillis, undefined, { signal: running.stop.signal }).catch(() => {});
    if (running.stop.signal.aborted) return false;
  }
  running.note(`the local pager did not take "${message.subject}"`);
  return false;
};

/** Not signed: the pager is our own. */
const envelopeOf = ({ messageId, topicArn, subject, message }: Message): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    ...(subject === '' ? {} : { Subject: subject }),
    Message: message,
    Timestamp: new Date().toISOString(),
    SignatureVersion: '1',
  });
