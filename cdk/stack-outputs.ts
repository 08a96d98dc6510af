/**
 * What a person needs after the deploy: where to send webhooks, what to fill in, where to look.
 */
import { CfnOutput } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Delivery } from './constructs/delivery.ts';
import type { OrderQueues } from './constructs/order-queues.ts';
import type { Replay } from './constructs/replay.ts';
import type { ShopSecrets } from './constructs/shop-secrets.ts';
import type { WebhookEndpoint } from './constructs/webhook-endpoint.ts';
import { outputNames, shopSecretOutput } from './output-names.ts';

export type BridgeParts = {
  readonly deployment: string;
  readonly table: TableV2;
  readonly queues: OrderQueues;
  readonly shops: ShopSecrets;
  readonly wmsSecret: Secret | undefined;
  readonly endpoint: WebhookEndpoint;
  readonly delivery: Delivery;
  readonly replay: Replay;
};

export const addOutputs = (stack: Construct, parts: BridgeParts): void => {
  const { deployment, table, queues, endpoint, delivery, replay } = parts;
  const add = (id: string, value: string, description: string) =>
    new CfnOutput(stack, id, { value, description });

  add('Deployment', deployment, 'The stage, as in logs and metrics');
  add('WebhookUrl', endpoint.url, 'Address to register at Shopify for all order topics');
  addSecretArns(add, parts);
  add(outputNames.table, table.tableName, 'Table with all state of the bridge');
  add('OrdersQueueUrl', queues.orders.queueUrl, 'Queue of accepted orders');
  add('DeadLettersQueueUrl', queues.deadLetters.queueUrl, 'Queue of parked orders');
  add('AcceptWebhookFunction', endpoint.accept.function.functionName, 'Takes webhooks');
  add('DeliverOrderFunction', delivery.deliver.function.functionName, 'Sends orders to the WMS');
  add(
    'ReplayDeadLettersFunction',
    replay.replay.function.functionName,
    'Invoke it to send dead letters again',
  );
};

const addSecretArns = (
  add: (id: string, value: string, description: string) => CfnOutput,
  { shops, wmsSecret }: BridgeParts,
): void => {
  for (const { domain, secret } of shops.all) {
    add(
      shopSecretOutput(domain),
      secret.secretArn,
      `Secret for the client secrets of ${domain}; set it before webhooks are registered`,
    );
  }
  if (wmsSecret) {
    add(
      outputNames.wmsSecret,
      wmsSecret.secretArn,
      'Secret for the credentials of the WMS; set it',
    );
  }
};
