/**
 * Orders queue → deliver-order → WMS, never more of them at once than the WMS takes.
 */
import { Duration, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { deliverOrderEnv } from '../../lib/config/env/deliver-order.ts';
import type { StageSettings } from '../../lib/config/stage.ts';
import { BridgeFunction, type OwnEnvOf } from './bridge-function.ts';
import type { BridgeLogGroupProps } from './bridge-log-group.ts';
import type { OrderQueues } from './order-queues.ts';

export interface DeliveryProps {
  readonly deployment: string;
  readonly settings: Pick<StageSettings, 'wms' | 'delivery' | 'circuit' | 'send'>;
  readonly table: TableV2;
  readonly queues: OrderQueues;
  /** The WMS's credentials. @default - the WMS asks for none */
  readonly wmsSecret: Secret | undefined;
  readonly logs: BridgeLogGroupProps;
}

export class Delivery extends Construct {
  readonly deliver: BridgeFunction;

  constructor(scope: Construct, id: string, props: DeliveryProps) {
    super(scope, id);
    this.deliver = makeDeliver(this, props);
    allowDelivery(this.deliver, props);

    const { queues, settings } = props;
    // Lambda polls with the function's role, but the function itself needs none of this.
    this.deliver.allow(
      'PollOrders',
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      [queues.orders.queueArn],
    );
    const mapping = new EventSourceMapping(this, 'Orders', {
      target: this.deliver.function,
      eventSourceArn: queues.orders.queueArn,
      batchSize: settings.delivery.batchSize,
      maxConcurrency: settings.delivery.concurrency,
      reportBatchItemFailures: true,
    });
    Validations.of(mapping).acknowledge({
      id: 'Serverless::Serverless-LambdaEventSourceMappingDestination',
      reason:
        'Lambda offers it for streams only; here the queue keeps what failed, and its redrive parks it',
    });
    Validations.of(this.deliver.function).acknowledge({
      id: 'Serverless::Serverless-LambdaDLQ',
      reason:
        'invoked by the poller of the orders queue, never asynchronously: the queue keeps what failed',
    });
  }
}

const makeDeliver = (
  scope: Construct,
  { deployment, settings, table, queues, wmsSecret, logs }: DeliveryProps,
): BridgeFunction =>
  new BridgeFunction(scope, 'Deliver', {
    service: 'deliver-order',
    deployment,
    timeout: Duration.seconds(settings.delivery.functionTimeoutSeconds),
    logs,
    // It waits for the WMS most of its time, which costs half as much so; nobody waits for its cold start.
    overrides: { memorySize: 256 },
    environment: {
      TABLE_NAME: table.tableName,
      ORDERS_QUEUE_URL: queues.orders.queueUrl,
      DEAD_LETTERS_QUEUE_URL: queues.deadLetters.queueUrl,
      WMS_SECRET_ARN: wmsSecret?.secretArn ?? '',
      WMS: JSON.stringify(settings.wms),
      DELIVERY: JSON.stringify(settings.delivery),
      CIRCUIT: JSON.stringify(settings.circuit),
      SEND: JSON.stringify(settings.send),
    } satisfies OwnEnvOf<typeof deliverOrderEnv>,
  });

const allowDelivery = (
  deliver: BridgeFunction,
  { table, queues, wmsSecret }: DeliveryProps,
): void => {
  deliver.allow(
    'ReadAndWriteState',
    [
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
    ],
    [table.tableArn],
  );
  deliver.allow('PutBack', ['sqs:ChangeMessageVisibility'], [queues.orders.queueArn]);
  deliver.allow('Park', ['sqs:SendMessage'], [queues.deadLetters.queueArn]);
  if (wmsSecret) {
    deliver.allow('ReadWmsSecret', ['secretsmanager:GetSecretValue'], [wmsSecret.secretArn]);
  }
};
