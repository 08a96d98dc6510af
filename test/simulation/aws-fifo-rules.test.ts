/**
 * The simulated FIFO queue, rule by rule, each beside the words of AWS's documents that it follows
 * (Developer Guide and API Reference of SQS; the re:Post knowledge centre where they are silent).
 */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { bodiesOf, lettersUrl, makeFifoScene, ordersUrl, startMillis } from './aws/fifo-scene.ts';

describe('order', () => {
  it('"received and processed in the exact order they were transmitted"', () => {
    const scene = makeFifoScene();
    for (const body of ['1', '2', '3']) scene.send(body);
    expect(bodiesOf(scene.receive())).toEqual(['1', '2', '3']);
  });

  it('"as many messages with the same message group ID as possible", then other groups', () => {
    const scene = makeFifoScene();
    for (const [body, group] of [
      ['a1', 'a'],
      ['b1', 'b'],
      ['a2', 'a'],
      ['c1', 'c'],
    ] as const) {
      scene.send(body, group);
    }
    expect(bodiesOf(scene.receive(3))).toEqual(['a1', 'a2', 'b1']);
  });

  it('the embedded emulator gives one of a group instead', () => {
    const scene = makeFifoScene({ perGroup: 'one' });
    for (const [body, group] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
    ] as const) {
      scene.send(body, group);
    }
    expect(bodiesOf(scene.receive())).toEqual(['a1', 'b1']);
  });

  it('"inflight messages block delivery of available messages within the same message group"', () => {
    const scene = makeFifoScene();
    scene.send('1');
    const [first] = scene.receive();
    scene.send('2');
    scene.send('3', 'b');
    expect(bodiesOf(scene.receive())).toEqual(['3']);
    scene.remove(first);
    expect(bodiesOf(scene.receive())).toEqual(['2']);
  });

  it('... until all of them are deleted or visible again', () => {
    const scene = makeFifoScene();
    scene.send('1');
    scene.send('2');
    const [first, second] = scene.receive();
    scene.hide(first, 0);
    expect(scene.receive()).toEqual([]);
    scene.hide(second, 0);
    expect(bodiesOf(scene.receive())).toEqual(['1', '2']);
  });
});

describe('deduplication', () => {
  const twin = { MessageDeduplicationId: 'twin' };

  it('"accepted successfully but not delivered during the 5-minute deduplication interval"', () => {
    const scene = makeFifoScene();
    const id = scene.send('1', 'a', twin);
    scene.pass(299.999);
    expect(scene.send('2', 'a', twin)).toBe(id);
    scene.pass(0.001);
    expect(scene.send('3', 'a', twin)).not.toBe(id);
    expect(bodiesOf(scene.receive())).toEqual(['1', '3']);
  });

  it('"even after the message has been received and deleted"', () => {
    const scene = makeFifoScene();
    scene.send('1', 'a', twin);
    scene.remove(scene.receive()[0]);
    scene.send('2', 'a', twin);
    expect(scene.sqs.messages(ordersUrl)).toEqual([]);
  });

  it('"deduplication occurs at the message group level"', () => {
    const scene = makeFifoScene();
    scene.send('1', 'a', twin);
    scene.send('2', 'b', twin);
    expect(bodiesOf(scene.receive())).toEqual(['1', '2']);
  });
});

describe('visibility', () => {
  it('the queue’s timeout hides a message, which then comes back and is counted again', () => {
    const scene = makeFifoScene();
    scene.send('1');
    const counts = [89.999, 0.001].map((seconds) => {
      scene.receive();
      scene.pass(seconds);
      return scene.receive()[0]?.Attributes?.['ApproximateReceiveCount'];
    });
    expect(counts).toEqual([undefined, '2']);
  });

  it('"the 10 seconds begin to count from the time that you make the call"', () => {
    const scene = makeFifoScene();
    scene.send('1');
    const [message] = scene.receive();
    scene.pass(15);
    scene.hide(message, 10);
    expect(scene.sqs.nextVisibleAt(ordersUrl)).toBe(startMillis + 25_000);
  });

  it('"if you try to extend beyond 12 hours, the request will be rejected": since the receive', () => {
    const scene = makeFifoScene();
    scene.send('1');
    const [message] = scene.receive();
    scene.hide(message, 43_200);
    scene.pass(1);
    expect(() => scene.hide(message, 43_200)).toThrow(/Total VisibilityTimeout/);
    scene.hide(message, 43_199);
    expect(() => scene.hide(message, 43_201)).toThrow(/VisibilityTimeout is invalid/);
  });

  it('"reverts to the original timeout value the next time the message is received"', () => {
    const scene = makeFifoScene();
    scene.send('1');
    scene.hide(scene.receive()[0], 1);
    scene.pass(1);
    scene.receive();
    expect(scene.sqs.nextVisibleAt(ordersUrl)).toBe(startMillis + 91_000);
  });
});

describe('receipt handles', () => {
  it('"each time you receive a message, the receipt handle is different"; only the latest is good', () => {
    const scene = makeFifoScene();
    scene.send('1');
    const [old] = scene.receive();
    scene.hide(old, 0);
    const [latest] = scene.receive();
    expect(() => scene.remove(old)).toThrow(/expired/);
    expect(() => scene.hide(old, 0)).toThrow(/expired/);
    expect(scene.sqs.messages(ordersUrl)).toHaveLength(1);
    scene.remove(latest);
    expect(scene.sqs.messages(ordersUrl)).toEqual([]);
  });

  it('"for FIFO queues, a receipt handle expires after a visibility timeout period"', () => {
    const scene = makeFifoScene();
    scene.send('1');
    const [message] = scene.receive();
    scene.pass(90);
    expect(() => scene.remove(message)).toThrow(
      expect.objectContaining({ name: 'InvalidParameterValue' }),
    );
    expect(bodiesOf(scene.receive())).toEqual(['1']);
  });

  it('deleting what is deleted already succeeds; hiding it does not', () => {
    const scene = makeFifoScene();
    scene.send('1');
    const [message] = scene.receive();
    scene.remove(message);
    expect(() => scene.remove(message)).not.toThrow();
    expect(() => scene.hide(message, 0)).toThrow(/does not exist/);
    expect(() => scene.remove({ ReceiptHandle: 'made up' })).toThrow(
      expect.objectContaining({ name: 'ReceiptHandleIsInvalid' }),
    );
  });

  it('"the action can result in a combination of successful and unsuccessful actions"', () => {
    const scene = makeFifoScene();
    scene.send('1', 'a');
    scene.send('2', 'b');
    const [one, two] = scene.receive();
    scene.hide(one, 0);
    const Entries = [one, two].map((message, index) => ({
      Id: `${index}`,
      ReceiptHandle: message?.ReceiptHandle,
    }));
    const hidden = Entries.map((entry) => ({ ...entry, VisibilityTimeout: 60 }));
    const hide = { QueueUrl: ordersUrl, Entries: hidden };
    const remove = { QueueUrl: ordersUrl, Entries };
    const failed = { Id: '0', SenderFault: true, Code: 'InvalidParameterValue' };
    const outcome = { Successful: [{ Id: '1' }], Failed: [expect.objectContaining(failed)] };
    expect(scene.sqs.apply(new ChangeMessageVisibilityBatchCommand(hide))).toMatchObject(outcome);
    expect(scene.sqs.apply(new DeleteMessageBatchCommand(remove))).toMatchObject(outcome);
    expect(bodiesOf(scene.receive())).toEqual(['1']);
  });
});

describe('too many receives', () => {
  it('"when the receive count exceeds the maxReceiveCount, SQS moves the message"', () => {
    const scene = makeFifoScene({ receivesMax: 2 });
    const id = scene.send('1');
    scene.send('2');
    const given: (readonly string[])[] = [];
    for (let receives = 0; receives < 3; receives++) {
      const received = scene.receive(1);
      given.push(bodiesOf(received));
      for (const message of received) scene.hide(message, 0);
    }
    expect(given).toEqual([['1'], ['1'], ['2']]);
    scene.pass(60);
    const letters = scene.receive(10, { QueueUrl: lettersUrl });
    expect(letters).toMatchObject([{ MessageId: id, Body: '1' }]);
    expect(letters[0]?.Attributes).toMatchObject({
      MessageGroupId: 'a',
      DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:000000000000:orders.fifo',
    });
  });

  it('"for FIFO queues, the enqueue timestamp resets when the message is moved"', () => {
    const scene = makeFifoScene({ receivesMax: 1 });
    scene.send('1');
    scene.receive();
    scene.pass(100);
    scene.receive();
    expect(scene.sqs.messages(lettersUrl)).toMatchObject([{ sentAt: startMillis + 100_000 }]);
  });
});

describe('retention', () => {
  it('"automatically deletes messages left in a queue longer than the retention period"', () => {
    const scene = makeFifoScene();
    scene.send('1');
    scene.receive();
    scene.pass(86_400);
    scene.send('2');
    scene.pass(13 * 86_400 - 0.001);
    expect(scene.sqs.messages(ordersUrl)).toHaveLength(2);
    scene.pass(0.001);
    expect(bodiesOf(scene.receive())).toEqual(['2']);
    expect(scene.sqs.expired(ordersUrl).map(({ body }) => body)).toEqual(['1']);
  });
});
