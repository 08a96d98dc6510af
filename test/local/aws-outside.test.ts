import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { type OutsideEndpoints, reachOutside } from '../../cdk/local/aws/outside.ts';
import { exitCodeOf } from '../../cdk/local/start-refused.ts';
import { type Fixture, failureOf, startFixture } from './aws-fixture.ts';
import {
  awsError,
  type OutsideServer,
  startAwkwardQueues,
  startBefore,
  startOutsideTables,
} from './outside-servers.ts';

const closing: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});
const keep = <One extends { readonly close: () => Promise<void> }>(one: One): One => {
  closing.push(one);
  return one;
};
const keepClient = <Client extends { readonly destroy: () => void }>(client: Client): Client => {
  closing.push({ close: async () => client.destroy() });
  return client;
};
const start = async (outside: OutsideEndpoints, note: (line: string) => void = () => {}) =>
  keep(await startFixture(undefined, undefined, { outside, note }));
const sqsOf = ({ operator }: Fixture) => keepClient(new SQSClient(operator));
const dynamoOf = ({ operator }: Fixture) => keepClient(new DynamoDBClient(operator));

const send = (sqs: SQSClient, QueueUrl: string) =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: 'http://queue.invalid/1/arn:aws:sqs:eu-north-1:999999999999:x',
      MessageGroupId: 'a',
      MessageDeduplicationId: 'once',
    }),
  );
const bodies = async (sqs: SQSClient, QueueUrl: string) =>
  ((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? []).map(
    ({ Body }) => Body,
  );

/** The one line and the exit code with which a start ends. */
const refusal = async (starting: Promise<unknown>) => {
  const error: unknown = await starting.then(
    () => expect.unreachable('it started'),
    (thrown) => thrown,
  );
  return [error instanceof Error ? error.message : error, exitCodeOf(error)];
};

describe('an SQS that runs elsewhere', () => {
  it('is called by the URLs that it gives its queues, and known here by ours', async () => {
    const fixture = await start({ sqs: keep(await startAwkwardQueues()).url });
    const sqs = sqsOf(fixture);
    const orders = fixture.refOf('Orders');
    await send(sqs, orders);
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: orders.split('/').at(-1) }),
    );
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({}));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: orders, AttributeNames: ['All'] }),
    );

    expect(QueueUrl).toBe(orders);
    expect(QueueUrls?.toSorted()).toEqual([orders, fixture.refOf('DeadLetters')].sort());
    expect(Attributes).toMatchObject({
      QueueArn: fixture.endpoint.template.resources.get('Orders')?.attributes['Arn'],
      RedrivePolicy: expect.stringContaining(
        fixture.endpoint.template.resources.get('DeadLetters')?.attributes['Arn'] ?? '-',
      ),
    });
    expect(await bodies(sqs, orders)).toEqual([
      'http://queue.invalid/1/arn:aws:sqs:eu-north-1:999999999999:x',
    ]);
  });

  it('moves what was received too often to the dead letters there', async () => {
    const fixture = await start({ sqs: keep(await startAwkwardQueues()).url });
    const sqs = sqsOf(fixture);
    await send(sqs, fixture.refOf('Orders'));
    const receive = (VisibilityTimeout: number) =>
      sqs.send(new ReceiveMessageCommand({ QueueUrl: fixture.refOf('Orders'), VisibilityTimeout }));
    expect((await receive(0)).Messages).toHaveLength(1);
    expect((await receive(0)).Messages ?? []).toEqual([]);
    expect(await bodies(sqs, fixture.refOf('DeadLetters'))).toHaveLength(1);
  });

  it('is empty at every start, deduplication included, and keeps the queues of others', async () => {
    const outside = { sqs: keep(await startAwkwardQueues()).url };
    const first = await start(outside);
    const sqs = sqsOf(first);
    const { QueueUrl: theirs = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: 'theirs.fifo', Attributes: { FifoQueue: 'true' } }),
    );
    await send(sqs, first.refOf('Orders'));
    const second = await start(outside);
    const again = sqsOf(second);

    expect(await bodies(again, second.refOf('Orders'))).toEqual([]);
    await send(again, second.refOf('Orders'));
    expect(await bodies(again, second.refOf('Orders'))).toHaveLength(1);
    const { QueueUrls } = await again.send(new ListQueuesCommand({ QueueNamePrefix: 'theirs' }));
    expect(QueueUrls).toEqual([theirs.replace(first.endpoint.url, second.endpoint.url)]);
  });

  it('has its errors told by the names that the SDK knows', async () => {
    const fixture = await start({ sqs: keep(await startAwkwardQueues()).url });
    const QueueUrl = `${fixture.endpoint.url}/000000000000/none.fifo`;
    expect(await failureOf(bodies(sqsOf(fixture), QueueUrl))).toMatchObject({
      name: 'QueueDoesNotExist',
      status: 400,
    });
  });

  it('is checked against the roles like the embedded one', async () => {
    const fixture = await start({ sqs: keep(await startAwkwardQueues()).url });
    const sqs = keepClient(new SQSClient(fixture.deliver));
    const listing = sqs.send(new ListQueuesCommand({}));

    expect(await failureOf(listing)).toMatchObject({ status: 403 });
    expect(fixture.denials).toMatchObject([{ caller: 'Deliver', action: 'sqs:ListQueues' }]);
  });

  it('that gives a name away again only after a while is waited for, and that is told', async () => {
    let refusals = 1;
    const sqs = keep(
      await startAwkwardQueues((operation) =>
        operation === 'CreateQueue' && refusals-- > 0
          ? awsError('QueueDeletedRecently')
          : undefined,
      ),
    );
    const notes: string[] = [];
    const fixture = await start({ sqs: sqs.url }, (line) => notes.push(line));

    expect(notes).toEqual([
      `the SQS at ${sqs.url} gives a queue's name away again after a minute …`,
    ]);
    expect(await bodies(sqsOf(fixture), fixture.refOf('Orders'))).toEqual([]);
  });

  it.each([
    ['knows no such operation', awsError('InvalidAction'), 'does not know'],
    ['has not implemented it', { status: 501, body: '{}' }, 'does not know'],
  ])('that %s ends the start in one line', async (_, answer, says) => {
    const operations = ['DeleteQueue', 'SetQueueAttributes', 'ChangeMessageVisibilityBatch'];
    for (const missing of operations) {
      const sqs = keep(
        await startAwkwardQueues((operation) => (operation === missing ? answer : undefined)),
      );
      // The second start finds queues to delete.
      const twice = start({ sqs: sqs.url }).then(() => start({ sqs: sqs.url }));
      expect(await refusal(twice)).toEqual([`the SQS at ${sqs.url} ${says} ${missing}`, 1]);
    }
  });

  it('that refuses a queue says so itself', async () => {
    const refused = awsError('InvalidAttributeValue', 'no FIFO here');
    const sqs = keep(
      await startAwkwardQueues((operation) => (operation === 'CreateQueue' ? refused : undefined)),
    );
    expect(await refusal(start({ sqs: sqs.url }))).toEqual([
      `the SQS at ${sqs.url} refuses CreateQueue: InvalidAttributeValue no FIFO here`,
      1,
    ]);
  });
});

describe('a DynamoDB that runs elsewhere', () => {
  const Item = { id: { S: 'order#1' } };

  it('is empty at every start, and keeps the tables of others', async () => {
    const outside = { dynamodb: keep(await startOutsideTables()).url };
    const first = await start(outside);
    const dynamo = dynamoOf(first);
    const TableName = first.refOf('State');
    const mine = new GetItemCommand({ TableName, Key: Item });
    const theirs: CreateTableCommandInput = {
      TableName: 'theirs',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    };
    await dynamo.send(new CreateTableCommand(theirs));
    await dynamo.send(new PutItemCommand({ TableName, Item }));
    expect((await dynamo.send(mine)).Item).toEqual(Item);

    const again = dynamoOf(await start(outside));
    expect((await again.send(mine)).Item).toBeUndefined();
    const described = await again.send(new DescribeTableCommand({ TableName: 'theirs' }));
    expect(described.Table?.TableName).toBe('theirs');
  });

  it('that lacks an operation ends the start in one line', async () => {
    const tables = keep(await startOutsideTables());
    const unknown = awsError('UnknownOperationException');
    const front = keep(
      await startBefore(tables.url, (operation) =>
        operation === 'BatchGetItem' ? unknown : undefined,
      ),
    );
    expect(await refusal(start({ dynamodb: front.url }))).toEqual([
      `the DynamoDB at ${front.url} does not know BatchGetItem`,
      1,
    ]);
  });

  it('that goes away is an error of the service to whoever calls', async () => {
    const tables = await startOutsideTables();
    const fixture = await start({ dynamodb: tables.url });
    await tables.close();
    const dynamo = dynamoOf(fixture);
    const call = dynamo.send(new GetItemCommand({ TableName: fixture.refOf('State'), Key: Item }));
    expect(await failureOf(call)).toMatchObject({ name: 'InternalFailure', status: 500 });
  });
});

describe('before the start, an emulator', () => {
  const reach = (outside: OutsideEndpoints, notes: string[] = []) =>
    reachOutside(outside, {
      region: 'eu-central-1',
      note: (line) => notes.push(line),
      waitMillisMax: 300,
    });
  const answering = async (status: number, body: string): Promise<OutsideServer> =>
    keep(await startBefore('http://127.0.0.1:9', () => ({ status, body })));

  it('that answers is taken at once', async () => {
    const sqs = keep(await startAwkwardQueues());
    const dynamodb = keep(await startOutsideTables());
    const notes: string[] = [];
    await reach({ sqs: sqs.url, dynamodb: dynamodb.url }, notes);
    expect(notes).toEqual([]);
  });

  it('that is just starting is waited for', async () => {
    const dynamodb = keep(await startOutsideTables());
    let busy = 1;
    const front = keep(
      await startBefore(dynamodb.url, () =>
        busy-- > 0 ? { status: 503, body: 'starting' } : undefined,
      ),
    );
    const notes: string[] = [];
    await reach({ dynamodb: front.url }, notes);
    expect(notes).toEqual([`waiting for the DynamoDB at ${front.url} …`]);
  });

  it('that is not there is named by its flag, within a bounded time', async () => {
    expect(await refusal(reach({ dynamodb: 'http://127.0.0.1:9' }))).toEqual([
      '--dynamodb-endpoint http://127.0.0.1:9: nothing answers there (ECONNREFUSED)',
      1,
    ]);
  });

  it.each([
    ['a web page', 200, '<html>', 'it answers 200 and no JSON'],
    ['another API', 200, '{"QueueUrls":7}', 'it answers something else'],
    ['a refusal', 400, '{"__type":"x#InvalidAction"}', 'it answers InvalidAction'],
    ['a 404 without a body', 404, '', 'it answers 404'],
  ])('that is no SQS but %s is named by its flag', async (_, status, body, says) => {
    const { url } = await answering(status, body);
    expect(await refusal(reach({ sqs: url }))).toEqual([
      `--sqs-endpoint ${url}: this is no SQS: ${says}`,
      1,
    ]);
  });
});
