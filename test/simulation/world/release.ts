/**
 * The next release, as far as this one is concerned: its messages have a newer schema, and it can read
 * them. Between a half-done deploy and its repetition the old release must leave them where they are.
 */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { schemaVersion } from '../../../lib/order/order-message.ts';
import type { Command } from '../aws/command.ts';
import { ordersUrl } from './names.ts';

export type Release = 'this' | 'next';

/** In the envelope, which comes before anything that a person has written. */
const withSchema = (body: string, version: number): string =>
  body.replace(/"schemaversion":\d+/, `"schemaversion":${version}`);

/** Orders as the next release writes them; anything else as it is. */
export const asNextWrites = (command: Command): Command => {
  if (!(command instanceof SendMessageCommand)) return command;
  const { input } = command;
  if (input.QueueUrl !== ordersUrl) return command;
  const MessageBody = withSchema(input.MessageBody ?? '', schemaVersion + 1);
  return new SendMessageCommand({ ...input, MessageBody });
};

/** The next release reads its own messages and this one's. */
export const asNextReads = (event: SQSEvent): SQSEvent => ({
  Records: event.Records.map((record) => ({
    ...record,
    body: withSchema(record.body, schemaVersion),
  })),
});
