/** Orders of a running stage whose record says what is not so, and a night that is asked to compare them. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { outputNames } from '../../cdk/output-names.ts';
import { stackNameOf } from '../../cdk/stack-name.ts';
import type { Accepted, Decided } from '../../lib/order/order-record.ts';
import type { OutwardBridge } from './bridge.ts';

const nightlySchema = z.object({
  kind: z.literal('nightly'),
  shops: z.array(
    z.object({
      end: z.object({ kind: z.string() }),
      current: z.object({ phase: z.string() }).optional(),
      last: z.object({ run: z.string(), report: z.string(), verdict: z.string() }).optional(),
    }),
  ),
});
const reportSchema = z.object({
  verdict: z.string(),
  gaps: z.array(z.string()),
  found: z.record(z.string(), z.number()),
  compared: z.object({ orders: z.number(), wmsOrders: z.number().nullable() }),
  differences: z.array(z.object({ kind: z.string(), orderId: z.string(), outcome: z.string() })),
  work: z.object({
    slices: z.number(),
    millis: z.number(),
    rssBytes: z.number(),
    heapBytes: z.number(),
  }),
});
export type SeenReport = z.output<typeof reportSchema>;

const slicesMax = 1_000;
const lookMillis = 100;
const looksMax = 300;

type Place = ConstructorParameters<typeof CloudFormationClient>[0];

/** Where the stack says that its reports lie. */
const bucketOf = async (place: Place): Promise<string> => {
  const client = new CloudFormationClient(place ?? {});
  const StackName = stackNameOf('local');
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  client.destroy();
  const outputs = stack?.Outputs ?? [];
  const output = outputs.find(({ OutputKey }) => OutputKey === outputNames.reportsBucket);
  return output?.OutputValue ?? 'none';
};

export const makeNightHand = (bridge: Pick<OutwardBridge, 'stack' | 'invoke'>) => {
  const { awsEndpoint: endpoint, region, table: TableName, shop } = bridge.stack.describe();
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'operator' };
  const documents = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint, region, credentials }),
  );
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const keyOf = (orderId: string) => ({ id: `order#${shop}/${orderId}` });

  const objectText = async (key: string): Promise<string> => {
    const Bucket = await bucketOf({ endpoint, region, credentials });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
    return (await Body?.transformToString()) ?? '';
  };
  return {
    /** Changes what the bridge knows of an order. */
    record: async (
      orderId: string,
      given: { readonly accepted?: Accepted; readonly decided?: Decided },
    ): Promise<void> => {
      const names = Object.keys(given);
      await documents.send(
        new UpdateCommand({
          TableName,
          Key: keyOf(orderId),
          UpdateExpression: `SET ${names.map((name) => `${name} = :${name}`).join(', ')}`,
          ExpressionAttributeValues: Object.fromEntries(
            Object.entries(given).map(([name, value]) => [`:${name}`, value]),
          ),
        }),
      );
    },
    /** Its delivery is written down after the WMS has the order. */
    untilDecided: async (orderId: string): Promise<void> => {
      for (let looks = 0; looks < looksMax; looks++) {
        const { Item: item } = await documents.send(
          new GetCommand({ TableName, Key: keyOf(orderId), ConsistentRead: true }),
        );
        if (item?.['decided'] !== undefined) return;
        await new Promise((resolve) => setTimeout(resolve, lookMillis));
      }
      throw new Error(`${orderId} was not decided within ${(looksMax * lookMillis) / 1_000} s`);
    },
    forget: async (orderId: string): Promise<void> => {
      await documents.send(new DeleteCommand({ TableName, Key: keyOf(orderId) }));
    },
    /** Begins a comparison and goes on with it to its end. @param afterSlice - a look at the stage. */
    night: async (
      afterSlice: () => void = () => undefined,
    ): Promise<SeenReport & { readonly page: string }> => {
      let request: object = { begin: true, by: 'ada' };
      for (let slices = 0; slices < slicesMax; slices++) {
        const answer = await bridge.invoke('reconcile-orders', { action: 'nightly', ...request });
        request = {};
        afterSlice();
        const only = nightlySchema.parse(answer).shops[0];
        if (only?.end.kind === 'done' && only.current === undefined && only.last) {
          const { report } = only.last;
          const seen = reportSchema.parse(JSON.parse(await objectText(`${report}.json`)));
          return { ...seen, page: await objectText(`${report}.html`) };
        }
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      throw new Error('the comparison did not come to its end');
    },
    close: () => {
      documents.destroy();
      s3.destroy();
    },
  };
};
