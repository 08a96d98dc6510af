/** What a storm leaves behind: the table, and the queue until it is empty. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import type { OrderRecord } from '../../lib/order/order-record.ts';
import type { Bridge } from '../end-to-end/bridge.ts';

export type Items = {
  readonly records: ReadonlyMap<string, OrderRecord>;
  readonly letters: Letters;
};
/** Classes of the letters by order. */
type Letters = ReadonlyMap<string, readonly string[]>;

export const readTable = async ({ stack }: Bridge): Promise<Items> => {
  const { awsEndpoint: endpoint, region, table: TableName } = stack.describe();
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region, credentials }));
  const records = new Map<string, OrderRecord>();
  const letters = new Map<string, readonly string[]>();
  for await (const { Items = [] } of paginateScan(
    { client },
    { TableName, ConsistentRead: true },
  )) {
    for (const item of Items) {
      const [kind, key = ''] = String(item.id).split('#');
      const orderId = String(item.orderId);
      if (kind === 'order') records.set(key.split('/')[1] ?? '', item as OrderRecord);
      if (kind === 'letter') letters.set(orderId, [...(letters.get(orderId) ?? []), item.class]);
    }
  }
  client.destroy();
  return { records, letters };
};

/** Until no message is left on the orders queue, neither visible nor hidden. */
export const waitUntilDrained = async ({ stack }: Bridge, deadline: number): Promise<void> => {
  const { awsEndpoint: endpoint, region, queues } = stack.describe();
  const client = new SQSClient({ endpoint, region, credentials });
  const AttributeNames = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
  ] as const;
  const command = new GetQueueAttributesCommand({
    QueueUrl: queues.orders,
    AttributeNames: [...AttributeNames],
  });
  for (;;) {
    const { Attributes = {} } = await client.send(command);
    const left = AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    if (left === 0) break;
    if (Date.now() > deadline) throw new Error(`${left} messages still wait`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  client.destroy();
};
