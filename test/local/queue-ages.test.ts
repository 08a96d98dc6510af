/** The age of a queue's oldest message, by what passes over the endpoint. */
import { describe, expect, it } from 'vitest';
import { makeQueueAges } from '../../cdk/local/aws/queue-ages.ts';

const listen = () => {
  const ages = makeQueueAges();
  let nowMillis = 0;
  const hear = (operation: string, queue: string, asked: object, answered: object): void =>
    ages.hear(
      { operation, parameters: { QueueUrl: `http://x/0/${queue}`, ...asked } },
      JSON.stringify(answered),
      nowMillis,
    );
  return {
    ages,
    hear,
    pass: (seconds: number): void => {
      nowMillis += seconds * 1_000;
    },
    send: (queue: string, MessageId: string) => hear('SendMessage', queue, {}, { MessageId }),
    receive: (queue: string, id: string) =>
      hear('ReceiveMessage', queue, {}, { Messages: [{ MessageId: id, ReceiptHandle: `h${id}` }] }),
    remove: (queue: string, id: string) =>
      hear('DeleteMessage', queue, { ReceiptHandle: `h${id}` }, {}),
    age: (queue: string) => ages.oldestSeconds(queue, nowMillis),
  };
};

describe('the oldest message of a queue', () => {
  it('is the one that was sent first and is not deleted yet', () => {
    const { send, receive, remove, pass, age } = listen();
    send('orders', 'a');
    pass(10);
    send('orders', 'b');
    pass(5);
    const before = age('orders');
    receive('orders', 'a');
    const received = age('orders');
    remove('orders', 'a');

    expect([before, received, age('orders'), age('letters')]).toEqual([15, 15, 5, 0]);
  });

  it('is known from batches, of which only what was done counts', () => {
    const { hear, pass, age } = listen();
    const done = {
      Successful: [
        { Id: '0', MessageId: 'a' },
        { Id: '1', MessageId: 'b' },
      ],
    };
    hear('SendMessageBatch', 'orders', {}, done);
    pass(7);
    const Messages = ['a', 'b'].map((id) => ({ MessageId: id, ReceiptHandle: `h${id}` }));
    hear('ReceiveMessage', 'orders', {}, { Messages });
    const Entries = ['a', 'b'].map((id, place) => ({ Id: `${place}`, ReceiptHandle: `h${id}` }));
    hear('DeleteMessageBatch', 'orders', { Entries }, { Successful: [{ Id: '0' }] });
    const left = age('orders');
    hear('DeleteMessageBatch', 'orders', { Entries }, { Successful: [{ Id: '1' }] });

    expect([left, age('orders')]).toEqual([7, 0]);
  });

  it('is no message that was only sent again under its deduplication id', () => {
    const { send, receive, remove, pass, age } = listen();
    send('orders', 'a');
    receive('orders', 'a');
    remove('orders', 'a');
    send('orders', 'a');
    pass(60);

    expect(age('orders')).toBe(0);
  });

  it('moves with the message when SQS moves it, and is forgotten with an empty or purged queue', () => {
    const { send, receive, hear, pass, ages, age } = listen();
    send('orders', 'a');
    send('orders', 'b');
    pass(9);
    receive('letters', 'a');
    const moved = [age('orders'), age('letters')];
    ages.forget('orders');
    hear('PurgeQueue', 'letters', {}, {});

    expect([moved, age('orders'), age('letters')]).toEqual([[9, 9], 0, 0]);
  });

  it('is left alone by an answer that nobody can read', () => {
    const { hear, send, pass, age } = listen();
    send('orders', 'a');
    pass(3);
    hear('SendMessage', 'orders', {}, { Other: 1 });
    hear('ListQueues', 'orders', {}, {});

    expect(age('orders')).toBe(3);
  });
});
