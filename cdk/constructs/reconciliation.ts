/**
 * What webhooks miss: Shopify is asked what changed, again and again, and what never came is put on the
 * orders queue. The same function looks whether Shopify still sends webhooks at all.
 */
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { reconcileOrdersEnv } from '../../lib/config/env/reconcile-orders.ts';
import { bucketFolders } from '../../lib/config/reports-bucket.ts';
import type { StageSettings } from '../../lib/config/stage.ts';
import { table as names } from '../../lib/config/table.ts';
import { BridgeFunction, type OwnEnvOf } from './bridge-function.ts';
import type { BridgeLogGroupProps } from './bridge-log-group.ts';
import { makeClock } from './clock.ts';
import { nodeMemory } from './node-memory.ts';
import type { OrderQueues } from './order-queues.ts';
import type { ReportsBucket } from './reports-bucket.ts';
import type { ShopSecrets } from './shop-secrets.ts';

export interface ReconciliationProps {
  readonly deployment: string;
  readonly settings: Pick<StageSettings, 'reconciliation' | 'wms' | 'send'>;
  readonly table: TableV2;
  readonly queues: OrderQueues;
  readonly reports: ReportsBucket;
  /** The WMS's credentials. @default - the WMS asks for none */
  readonly wmsSecret: Secret | undefined;
  /** Credentials for each shop's Admin API. */
  readonly adminSecrets: ShopSecrets;
  /** Where the shops' webhooks must go. */
  readonly webhookUrl: string;
  readonly logs: BridgeLogGroupProps;
}

/** The longest that one invocation may last; a run goes on with the next one. */
const timeout = Duration.seconds(60);

export class Reconciliation extends Construct {
  readonly reconcile: BridgeFunction;

  constructor(scope: Construct, id: string, props: ReconciliationProps) {
    super(scope, id);
    this.reconcile = makeReconcile(this, props);
    allowReconciling(this.reconcile, props);
    addSchedules(this, this.reconcile, props.settings.reconciliation);
  }
}

const makeReconcile = (scope: Construct, props: ReconciliationProps): BridgeFunction => {
  const { deployment, settings, table, queues, reports, adminSecrets, wmsSecret } = props;
  const { webhookUrl, logs } = props;
  const shops = adminSecrets.all.map(({ domain, secret: { secretArn } }) => ({
    domain,
    secretArn,
  }));
  const reconcile = new BridgeFunction(scope, 'Reconcile', {
    service: 'reconcile-orders',
    deployment,
    timeout,
    logs,
    environment: {
      TABLE_NAME: table.tableName,
      ORDERS_QUEUE_URL: queues.orders.queueUrl,
      DEAD_LETTERS_QUEUE_URL: queues.deadLetters.queueUrl,
      REPORTS_BUCKET: reports.bucket.bucketName,
      // The stack writes the JSON, because an ARN is known only when it is deployed.
      SHOPS: Stack.of(scope).toJsonString(shops),
      RECONCILIATION: JSON.stringify(settings.reconciliation),
      WMS_SECRET_ARN: wmsSecret?.secretArn ?? '',
      WMS: JSON.stringify(settings.wms),
      SEND: JSON.stringify(settings.send),
      WEBHOOK_URL: webhookUrl,
    } satisfies OwnEnvOf<typeof reconcileOrdersEnv>,
  });
  reconcile.function.addEnvironment('NODE_OPTIONS', nodeMemory);
  Validations.of(reconcile.function).acknowledge({
    id: 'Serverless::Serverless-LambdaDLQ',
    reason:
      'a lost event loses nothing: the watermark stands in the table, and the next run goes on from there',
  });
  return reconcile;
};

const allowReconciling = (
  reconcile: BridgeFunction,
  { table, queues, reports, adminSecrets, wmsSecret }: ReconciliationProps,
): void => {
  reconcile.allow(
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
  reconcile.allow(
    'FindRereadsAndLetters',
    ['dynamodb:Query'],
    [names.waiting, names.letters].map(({ name }) => `${table.tableArn}/index/${name}`),
  );
  reconcile.allow(
    'EnqueueAndPark',
    ['sqs:SendMessage'],
    [queues.orders.queueArn, queues.deadLetters.queueArn],
  );
  reports.allowObjects(reconcile, 'KeepReports', ['s3:PutObject']);
  reports.allowObjects(reconcile, 'GoOnWithWork', ['s3:GetObject'], [bucketFolders.work]);
  // Else S3 would not say of an object that it is missing, but that it is none of ours.
  reconcile.allow('MissReports', ['s3:ListBucket'], [reports.bucket.bucketArn]);
  reconcile.allow('ReadAdminSecrets', ['secretsmanager:GetSecretValue'], adminSecrets.arns);
  if (wmsSecret) {
    reconcile.allow('ReadWmsSecret', ['secretsmanager:GetSecretValue'], [wmsSecret.secretArn]);
  }
};

const everyMinutesText = (minutes: number): string =>
  `rate(${minutes} ${minutes === 1 ? 'minute' : 'minutes'})`;

const addSchedules = (
  scope: Construct,
  reconcile: BridgeFunction,
  {
    everyMinutes,
    nightly,
    nightlyEveryMinutes,
    watchSubscriptions,
  }: StageSettings['reconciliation'],
): void => {
  const schedule = makeClock(scope, reconcile, 'InvokeReconcile');
  schedule('Poll', {
    description: 'Has reconcile-orders ask Shopify what changed',
    expression: everyMinutesText(everyMinutes),
    input: { action: 'poll' },
  });
  if (nightly) {
    schedule('Nightly', {
      description: 'Has reconcile-orders begin or go on with the nightly comparison',
      expression: everyMinutesText(nightlyEveryMinutes),
      input: { action: 'nightly' },
    });
  }
  if (!watchSubscriptions) return;
  schedule('Subscriptions', {
    description: 'Has reconcile-orders look whether Shopify still sends webhooks',
    expression: 'rate(1 hour)',
    input: { action: 'subscriptions' },
  });
};
