/** SQS and DynamoDB embedded in the test's process, with the clients and resources that adapters need. */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startQueueEmulator, startTableEmulator } from '../../cdk/local/aws/emulators.ts';
import { table } from '../../lib/config/table.ts';
import type { Received } from '../../lib/delivery/received.ts';

const region = 'us-east-1';
const account = '000000000000';
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

/** A DynamoDB of its own; each call of `createTable` makes one more, empty table. */
export const startTables = async () => {
  const emulator = await startTableEmulator();
  const makeClient = () =>
    new DynamoDBClient({ region, credentials, endpoint: emulator.url, maxAttempts: 1 });
  const client = makeClient();
  const dynamo = DynamoDBDocumentClient.from(client);
  let tables = 0;
  return {
    client,
    dynamo,
    /** One more client of the same DynamoDB, for the caller to break and to destroy. */
    makeClient,
    createTable: async (): Promise<string> => {
      tables += 1;
      const name = `state-${tables}`;
      await client.send(new CreateTableCommand(tableInput(name)));
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
      client.destroy();
      await emulator.close();
    },
  };
};

/** An SQS of its own; each call of `createQueue` makes one more, empty FIFO queue like the stack's. */
export const startQueues = async () => {
  const emulator = await startQueueEmulator(region);
  const sqs = new SQSClient({ region, credentials, endpoint: emulator.url, maxAttempts: 1 });
  let queues = 0;
  return {
    sqs,
    createQueue: async (): Promise<string> => {
      queues += 1;
      const QueueName = `queue-${queues}.fifo`;
      await sqs.send(
        new CreateQueueCommand({
          QueueName,
          Attributes: {
            FifoQueue: 'true',
            DeduplicationScope: 'messageGroup',
            FifoThroughputLimit: 'perMessageGroupId',
            VisibilityTimeout: '90',
          },
        }),
      );
      return `${emulator.url}/${account}/${QueueName}`;
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
      sqs.destroy();
      await emulator.close();
    },
  };
};
