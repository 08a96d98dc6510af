/** Tables and queues on a server under test, with the clients that adapters need. */
import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
  QueryCommand,
  waitUntilTableExists,
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
import {
  type QueueHabits,
  queueServers,
  region,
  type Server,
  serverPairs,
  type TableHabits,
  tableServers,
} from './servers.ts';

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

/** Is called before each command; what it throws is what the command throws. */
export type BeforeCommand = (operation: string, input: object) => void;

export type Tables = {
  readonly client: DynamoDBClient;
  readonly dynamo: DynamoDBDocumentClient;
  /** More clients of the same DynamoDB, for the caller to break and to destroy. */
  readonly makeClients: (before: BeforeCommand) => {
    readonly client: DynamoDBClient;
    readonly dynamo: DynamoDBDocumentClient;
  };
  readonly createTable: () => Promise<string>;
  /** The items of a sparse index, in its order. */
  readonly query: (
    tableName: string,
    index: { readonly name: string; readonly partition: string },
    value: string,
  ) => Promise<readonly Record<string, AttributeValue>[]>;
  readonly close: () => Promise<void>;
};

/** A DynamoDB to start, and what it does differently; nothing for one that nobody has tried yet. */
export type TableService = {
  readonly name: string;
  readonly habits: TableHabits | undefined;
  readonly startTables: () => Promise<Tables>;
};

export const queryIndex =
  (dynamo: DynamoDBDocumentClient): Tables['query'] =>
  async (TableName, { name, partition }, value) => {
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
  };

/** In seconds; the embedded server needs a millisecond. */
const patience = { maxWaitTime: 60, minDelay: 0.02, maxDelay: 1 } as const;

/** Each call of `createTable` makes one more, empty table, under a name that nobody else has. */
const startTables = async (server: Server<TableHabits>): Promise<Tables> => {
  const emulator = await server.start();
  const makeClient = () =>
    new DynamoDBClient({ region, credentials, endpoint: emulator.url, maxAttempts: 1 });
  const client = makeClient();
  const dynamo = DynamoDBDocumentClient.from(client);
  const names: string[] = [];
  return {
    client,
    dynamo,
    makeClients: (before) => {
      const another = makeClient();
      another.middlewareStack.add(
        (next, { commandName = '' }) =>
          async (args) => {
            before(commandName.replace(/Command$/, ''), args.input);
            return next(args);
          },
        { step: 'initialize' },
      );
      return { client: another, dynamo: DynamoDBDocumentClient.from(another) };
    },
    createTable: async (): Promise<string> => {
      const name = `contract-${randomUUID()}`;
      await client.send(new CreateTableCommand(tableInput(name)));
      names.push(name);
      // Until then nothing can be put into it, on any server.
      await waitUntilTableExists({ client, ...patience }, { TableName: name });
      return name;
    },
    query: queryIndex(dynamo),
    close: async () => {
      // A server that is not ours keeps what it has.
      for (const TableName of names) await client.send(new DeleteTableCommand({ TableName }));
      client.destroy();
      await emulator.close();
    },
  };
};

const asTableService = (server: Server<TableHabits>): TableService => ({
  ...server,
  startTables: () => startTables(server),
});
export const tableServices: readonly TableService[] = tableServers.map(asTableService);

export type QueueOptions = {
  /** Where a message goes that was received so often. */
  readonly redrive?: { readonly queueUrl: string; readonly receivesMax: number };
};

export type Queues = {
  readonly sqs: SQSClient;
  readonly createQueue: (options?: QueueOptions) => Promise<string>;
  /** One receive, as the event source mapping makes it, without waiting. */
  readonly receive: (queueUrl: string) => Promise<readonly Received[]>;
  readonly close: () => Promise<void>;
};

/** An SQS to start, and what it does differently; nothing for one that nobody has tried yet. */
export type QueueService = {
  readonly name: string;
  readonly habits: QueueHabits | undefined;
  readonly startQueues: () => Promise<Queues>;
};

export const receiveAll =
  (sqs: SQSClient): Queues['receive'] =>
  async (QueueUrl) => {
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
      sentAt: Number(Attributes['SentTimestamp']),
      body: Body,
    }));
  };

/** Each call of `createQueue` makes one more, empty FIFO queue like the stack's. */
const startQueues = async (server: Server<QueueHabits>): Promise<Queues> => {
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
    receive: receiveAll(sqs),
    close: async () => {
      for (const QueueUrl of urls) await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      sqs.destroy();
      await emulator.close();
    },
  };
};

const asService = (server: Server<QueueHabits>): QueueService => ({
  ...server,
  startQueues: () => startQueues(server),
});
export const queueServices: readonly QueueService[] = queueServers.map(asService);

/** For suites that need both. */
export const servicePairs = serverPairs.map(({ queues, tables }) => ({
  queues: asService(queues),
  tables: asTableService(tables),
}));
