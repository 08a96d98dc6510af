/** Tables and queues on a server under test, with the clients that adapters need. */
import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { table } from '../../lib/config/table.ts';
import type { Received } from '../../lib/delivery/received.ts';
import { type QueueHabits, region, type Server, type TableHabits } from './servers.ts';

const credentials = { accessKeyId: 'operator', secretAccessKey: 'made-up' };

const keys = [table.key, table.waiting, table.letters].flatMap((one) =>
  typeof one === 'string' ? [one] : [one.partition, one.sort],
);
/** As the stack declares it. */
const tableInput = (TableName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [{ AttributeName: table.key, KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [table.waiting, table.letters].map(({ name, partition, sort }) => ({
    IndexName: name,
    KeySchema: [
      { AttributeName: partition, KeyType: 'HASH' },
      { AttributeName: sort, KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'ALL' },
  })),
});

/** Each call of `createTable` makes one more, empty table, under a name that nobody else has. */
export const startTables = async (server: Server<TableHabits>) => {
  const emulator = await server.start();
  const makeClient = () =>
    new DynamoDBClient({ region, credentials, endpoint: emulator.url, maxAttempts: 1 });
  const client = makeClient();
  const dynamo = DynamoDBDocumentClient.from(client);
  const names: string[] = [];
  return {
    client,
    dynamo,
    /** One more client of the same DynamoDB, for the caller to break and to destroy. */
    makeClient,
    createTable: async (): Promise<string> => {
      const name = `contract-${randomUUID()}`;
      await client.send(new CreateTableCommand(tableInput(name)));
      names.push(name);
      return name;
    },
    /** The items of a sparse index, in its order. */
    query: async (
      TableName: string,
      { name, partition }: { readonly name: string; readonly partition: string },
      value: string,
    ) => {
      const { Items = [] } = await dynamo.send(
        new QueryCommand({
          TableName,
          IndexName: name,
          KeyConditionExpression: '#partition = :value',
          ExpressionAttributeNames: { '#partition': partition },
          ExpressionAttributeValues: { ':value': { S: value } },
        }),
      );
      return Items;
    },
    close: async () => {
      // A server that is not ours keeps what it has.
      for (const TableName of names) await client.send(new DeleteTableCommand({ TableName }));
      client.destroy();
      await emulator.close();
    },
  };
};
export type Tables = Awaited<ReturnType<typeof startTables>>;

export type QueueOptions = {
  /** Where a message goes that was received so often. */
  readonly redrive?: { readonly queueUrl: string; readonly receivesMax: number };
};

/** Each call of `createQueue` makes one more, empty FIFO queue like the stack's. */
export const startQueues = async (server: Server<QueueHabits>) => {
  const emulator = await server.start();
  const sqs = new SQSClient({
    region,
    credentials,
    endpoint: emulator.url,
    // Servers invent hosts that are reached from nowhere but their own container.
    useQueueUrlAsEndpoint: false,
    maxAttempts: 1,
  });
  const urls: string[] = [];
  const redrivePolicy = async ({ queueUrl, receivesMax }: NonNullable<QueueOptions['redrive']>) => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
    );
    const deadLetterTargetArn = Attributes['QueueArn'];
    return JSON.stringify({ deadLetterTargetArn, maxReceiveCount: receivesMax });
  };
  return {
    sqs,
    createQueue: async ({ redrive }: QueueOptions = {}): Promise<string> => {
      const Attributes = {
        FifoQueue: 'true',
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
        VisibilityTimeout: '90',
        ...(redrive ? { RedrivePolicy: await redrivePolicy(redrive) } : {}),
      };
      const QueueName = `contract-${randomUUID()}.fifo`;
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
      urls.push(QueueUrl);
      return QueueUrl;
    },
    /** One receive, as the event source mapping makes it, without waiting. */
    receive: async (QueueUrl: string): Promise<readonly Received[]> => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['All'],
        }),
      );
      return Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} }) => ({
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
        groupId: Attributes['MessageGroupId'] ?? '',
        receives: Number(Attributes['ApproximateReceiveCount']),
        body: Body,
      }));
    },
    close: async () => {
      for (const QueueUrl of urls) await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      sqs.destroy();
      await emulator.close();
    },
  };
};
export type Queues = Awaited<ReturnType<typeof startQueues>>;
