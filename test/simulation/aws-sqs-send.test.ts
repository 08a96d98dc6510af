/** What the simulated SQS takes as a message, in the words of "Amazon SQS message quotas". */
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { makeFifoScene, ordersUrl } from './aws/fifo-scene.ts';

describe('sending', () => {
  it.each([
    ['no group', { MessageGroupId: undefined }, 'MissingParameter'],
    ['no deduplication id', { MessageDeduplicationId: undefined }, 'InvalidParameterValue'],
    ['an id too long', { MessageDeduplicationId: 'x'.repeat(129) }, 'InvalidParameterValue'],
    ['an id with a space', { MessageGroupId: 'a b' }, 'InvalidParameterValue'],
    ['no body', { MessageBody: '' }, 'MissingParameter'],
    ['a control character', { MessageBody: 'a\u{0}' }, 'InvalidMessageContents'],
    ['half a character', { MessageBody: '\u{d83d}' }, 'InvalidMessageContents'],
    ['U+FFFE', { MessageBody: '\u{fffe}' }, 'InvalidMessageContents'],
    [
      'one byte too many',
      { MessageBody: 'é'.repeat(524_288).concat('x') },
      'InvalidParameterValue',
    ],
  ])('%s is refused', (_what, given, name) => {
    const scene = makeFifoScene();
    expect(() => scene.send('1', 'a', given)).toThrow(expect.objectContaining({ name }));
    expect(scene.sqs.messages(ordersUrl)).toEqual([]);
  });

  it('"1,048,576 bytes" and all other characters are taken', () => {
    const scene = makeFifoScene();
    scene.send('é'.repeat(524_288));
    scene.send('\t\n\r \u{d7ff}\u{e000}\u{fffd}\u{10000}\u{10ffff}');
    expect(scene.sqs.messages(ordersUrl)).toHaveLength(2);
  });

  it('to a queue that is not there fails', () => {
    const input = { QueueUrl: 'http://nowhere', MessageBody: '1', MessageGroupId: 'a' };
    const command = new SendMessageCommand({ ...input, MessageDeduplicationId: '1' });
    expect(() => makeFifoScene().sqs.apply(command)).toThrow(
      expect.objectContaining({ name: 'QueueDoesNotExist' }),
    );
  });

  it('what is not simulated is refused by name, and remembered', () => {
    const { sqs, send, receive } = makeFifoScene();
    const batch = new SendMessageBatchCommand({ QueueUrl: ordersUrl, Entries: [] });
    expect(() => sqs.apply(batch)).toThrow('SendMessageBatch of SQS is not simulated');
    expect(() => send('1', 'a', { DelaySeconds: 1 })).toThrow('SendMessage with DelaySeconds');
    expect(() => receive(10, { ReceiveRequestAttemptId: '1' })).toThrow('ReceiveRequestAttemptId');
    expect(sqs.refusals()).toHaveLength(3);
  });
});
