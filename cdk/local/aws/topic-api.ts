/**
 * SNS as the operator's tools use it: Publish, and who is subscribed.
 */
import * as z from 'zod';
import type { Topics } from '../monitoring/notices/deliver-notice.ts';
import type { Subscription } from '../monitoring/notices/subscriptions.ts';
import { localAccountId } from '../template/surroundings.ts';
import type { Call } from './call.ts';
import { answerQuery, refuseAction, refuseQuery } from './query-reply.ts';
import type { Reply } from './reply.ts';

/** SNS takes no longer message. */
const messageBytesMax = 262_144;

const publishSchema = z.strictObject({
  TopicArn: z.string(),
  Message: z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= messageBytesMax),
  Subject: z
    .string()
    .regex(/^[ -~]{1,100}$/)
    .default(''),
});
const listSchema = z.strictObject({ TopicArn: z.string() });

/** @param topics - once they are there. */
export const makeTopicApi =
  (topics: () => Topics | undefined) =>
  async ({ operation, parameters }: Call): Promise<Reply> => {
    const there = topics();
    if (there === undefined) return notFound();
    if (operation === 'Publish') return publish(there, parameters);
    if (operation === 'ListSubscriptionsByTopic') return list(there, parameters);
    return refuseAction('sns', operation);
  };

const publish = (topics: Topics, parameters: Call['parameters']): Reply => {
  const parsed = publishSchema.safeParse(parameters);
  if (!parsed.success) return invalid(parsed.error);
  const { TopicArn, Message: message, Subject: subject } = parsed.data;
  const MessageId = topics.publish(TopicArn, { subject, message });
  return MessageId === undefined ? notFound() : answerQuery('sns', 'Publish', { MessageId });
};

const list = (topics: Topics, parameters: Call['parameters']): Reply => {
  const parsed = listSchema.safeParse(parameters);
  if (!parsed.success) return invalid(parsed.error);
  const found = topics.subscriptionsOf(parsed.data.TopicArn);
  return found === undefined
    ? notFound()
    : answerQuery('sns', 'ListSubscriptionsByTopic', { Subscriptions: found.map(describe) });
};

const describe = ({ arn, protocol, endpoint, topicArn }: Subscription) => ({
  SubscriptionArn: arn,
  Owner: localAccountId,
  Protocol: protocol,
  Endpoint: endpoint,
  TopicArn: topicArn,
});

const invalid = (error: z.ZodError): Reply =>
  refuseQuery('sns', {
    status: 400,
    code: 'InvalidParameter',
    message: `Invalid parameter: ${error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`,
  });

const notFound = (): Reply =>
  refuseQuery('sns', { status: 404, code: 'NotFound', message: 'Topic does not exist' });
