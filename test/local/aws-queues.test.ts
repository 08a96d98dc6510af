import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fixture, failureOf, startFixture } from './aws-fixture.ts';

let fixture: Fixture;
let sqs: SQSClient;
let orders: string;
let deadLetters: string;

beforeEach(async () => {
  fixture = await startFixture();
  sqs = new SQSClient(fixture.operator);
  orders = fixture.refOf('Orders');
  deadLetters = fixture.refOf('DeadLetters');
});
afterEach(async () => {
  sqs.destroy();
  await fixture.close();
});

const send = (body: string, group = body, deduplication = body) =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl: orders,
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: deduplication,
    }),
  );
const receive = async (QueueUrl = orders) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))).Messages ?? [];
const bodiesOf = (messages: Awaited<ReturnType<typeof receive>>) =>
  messages.map(({ Body }) => Body).sort();

describe("the template's queues", () => {
  it('keep a group in order, one message of it at a time', async () => {
    await send('create', 'order-1');
    await send('update', 'order-1');
    await send('other', 'order-2');

    const first = await receive();
    expect(bodiesOf(first)).toEqual(['create', 'other']);
    expect(await receive()).toEqual([]);

    const created = first.find(({ Body }) => Body === 'create');
    await sqs.send(
      new DeleteMessageCommand({ QueueUrl: orders, ReceiptHandle: created?.ReceiptHandle }),
    );
    expect(bodiesOf(await receive())).toEqual(['update']);
  });

  it('store a message once for a deduplication id', async () => {
    await send('first', 'order-1', 'same');
    await send('twin', 'order-2', 'same');

    expect(bodiesOf(await receive())).toEqual(['first']);
  });

  it('want a deduplication id with every message', async () => {
    const command = new SendMessageCommand({
      QueueUrl: orders,
      MessageBody: 'x',
      MessageGroupId: 'order-1',
    });

    expect(await failureOf(sqs.send(command))).toMatchObject({
      name: 'InvalidParameterValue',
      status: 400,
    });
  });

  it('move a message to the dead letters after the receives that the template allows', async () => {
    await send('poison');
    const [message] = await receive();
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: orders,
        ReceiptHandle: message?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );

    expect(await receive()).toEqual([]);
    expect(bodiesOf(await receive(deadLetters))).toEqual(['poison']);
  });

  it("have the template's attributes", async () => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: orders, AttributeNames: ['All'] }),
    );

    expect(Attributes).toMatchObject({
      QueueArn: fixture.endpoint.template.resources.get('Orders')?.attributes.Arn,
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      MessageRetentionPeriod: '1209600',
      VisibilityTimeout: '90',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: fixture.endpoint.template.resources.get('DeadLetters')?.attributes.Arn,
        maxReceiveCount: 1,
      }),
    });
  });

  it('are called by URLs on our address, whoever asks for them', async () => {
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: orders.split('/').at(-1) }),
    );
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({}));

    expect(QueueUrl).toBe(orders);
    expect(orders.startsWith(`${fixture.endpoint.url}/000000000000/`)).toBe(true);
    expect(QueueUrls?.toSorted()).toEqual([orders, deadLetters].sort());
  });

  it('take batches, in any region that the client signs for', async () => {
    const elsewhere = new SQSClient({ ...fixture.operator, region: 'eu-west-1' });
    const Entries = ['a', 'b'].map((id) => ({
      Id: id,
      MessageBody: id,
      MessageGroupId: id,
      MessageDeduplicationId: id,
    }));
    await elsewhere.send(new SendMessageBatchCommand({ QueueUrl: orders, Entries }));
    elsewhere.destroy();

    expect(bodiesOf(await receive())).toEqual(['a', 'b']);
  });

  it('end a long poll when the endpoint closes', async () => {
    const other = await startFixture();
    const client = new SQSClient(other.operator);
    const QueueUrl = other.refOf('Orders');
    const poll = failureOf(
      client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })),
    );
    await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));

    await other.close();
    expect(await poll).toMatchObject({ name: 'TimeoutError', status: undefined });
    client.destroy();
  });

  it('that do not exist are an error that the SDK knows', async () => {
    const QueueUrl = `${fixture.endpoint.url}/000000000000/none.fifo`;

    expect(await failureOf(receive(QueueUrl))).toEqual({
      name: 'QueueDoesNotExist',
      status: 400,
      message: 'The specified queue does not exist.',
    });
  });
});
