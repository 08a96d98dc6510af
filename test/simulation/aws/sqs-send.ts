/** What SQS takes as a message for a FIFO queue. */
import type { Sending } from './fifo-queue.ts';
import { assertKnownFields, NotSimulated } from './not-simulated.ts';
import { sqsError } from './sqs-errors.ts';

type Attribute = { readonly DataType?: string; readonly StringValue?: string };

export type SendInput = {
  readonly MessageBody?: string;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
  readonly MessageAttributes?: Readonly<Record<string, Attribute>>;
};

const known = new Set([
  'QueueUrl',
  'MessageBody',
  'MessageGroupId',
  'MessageDeduplicationId',
  'MessageAttributes',
]);
const bytesMax = 1_048_576;
const attributesMax = 10;
/** "Can contain up to 128 alphanumeric characters and punctuation." */
const id = /^[\x21-\x7e]{1,128}$/;
/** `#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF` */
const contents = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

/** @throws SQSServiceException for what AWS refuses. */
export const readSending = (input: SendInput): Sending => {
  assertKnownFields('SendMessage', input, known);
  const { MessageBody: body = '', MessageGroupId: groupId, MessageAttributes = {} } = input;
  if (body === '') throw missing('MessageBody');
  if (groupId === undefined) throw missing('MessageGroupId');
  const deduplicationId = input.MessageDeduplicationId;
  if (deduplicationId === undefined) {
    throw sqsError(
      'InvalidParameterValue',
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  for (const [name, value] of Object.entries({ groupId, deduplicationId })) {
    if (!id.test(value)) {
      throw sqsError('InvalidParameterValue', `Value ${value} for ${name} is invalid.`);
    }
  }
  if (!contents.test(body)) {
    throw sqsError('InvalidMessageContents', 'Invalid characters found: was not expecting these.');
  }
  const attributes = readAttributes(MessageAttributes);
  if (Buffer.byteLength(body) + sizeOf(attributes) > bytesMax) {
    throw sqsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${bytesMax} bytes.`,
    );
  }
  return { groupId, deduplicationId, body, attributes };
};

const missing = (name: string) =>
  sqsError('MissingParameter', `The request must contain the parameter ${name}.`);

type TextAttribute = { readonly DataType: 'String'; readonly StringValue: string };

const readAttributes = (
  given: NonNullable<SendInput['MessageAttributes']>,
): Readonly<Record<string, TextAttribute>> => {
  const entries = Object.entries(given).map(([name, attribute]): [string, TextAttribute] => {
    const { DataType, StringValue, ...others } = attribute;
    if (DataType !== 'String' || StringValue === undefined || Object.keys(others).length > 0) {
      throw new NotSimulated(`the message attribute ${name} that is no text`);
    }
    return [name, Object.freeze({ DataType, StringValue })];
  });
  if (entries.length > attributesMax) {
    throw sqsError('InvalidParameterValue', 'Number of message attributes exceeds the limit [10].');
  }
  return Object.fromEntries(entries);
};

const sizeOf = (attributes: Readonly<Record<string, TextAttribute>>): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue),
    0,
  );
