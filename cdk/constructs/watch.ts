/**
 * What looks at the bridge every minute and tells alarms what it sees, whether or not anything else runs.
 *
 * It shares nothing with what it watches but the table and the queues: role, log group and clock are its
 * own. It reserves no concurrency, which new accounts do not have; where others of the account leave it
 * none, its heartbeat is missing, and that is what has to be known then.
 */
import { Duration, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { CircuitSettings } from '../../lib/config/circuit-policy.ts';
import type { watchBridgeEnv } from '../../lib/config/env/watch-bridge.ts';
import { table as names } from '../../lib/config/table.ts';
import { BridgeFunction, type OwnEnvOf } from './bridge-function.ts';
import type { BridgeLogGroupProps } from './bridge-log-group.ts';
import { makeClock } from './clock.ts';
import type { OrderQueues } from './order-queues.ts';

export interface WatchProps {
  readonly deployment: string;
  /** How long what waits is hidden, which says when a pause is over for everybody. */
  readonly circuit: CircuitSettings;
  readonly table: TableV2;
  readonly queues: OrderQueues;
  /** The WMS's credentials, whose age is told. @default - the WMS asks for none */
  readonly wmsSecret: Secret | undefined;
  readonly logs: BridgeLogGroupProps;
}

/** Its longest walk is five pages of an index, each asked for twice by a client that waits for 2 s. */
const timeout = Duration.seconds(30);

/** The next minute looks again; a late answer would tell of a time that is over. */
const eventsOnce = { retryAttempts: 0, maxEventAge: Duration.minutes(1) } as const;
const whyLost = 'a lost event is a missing heartbeat, which pages; the next minute looks again';

export class Watch extends Construct {
  readonly watch: BridgeFunction;

  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    this.watch = makeWatch(this, props);
    allowWatching(this.watch, props);
    makeClock(
      this,
      this.watch,
      'InvokeWatch',
    )('EveryMinute', {
      description: 'Has watch-bridge tell alarms what waits',
      expression: 'rate(1 minute)',
      input: {},
    });
  }
}

const makeWatch = (
  scope: Construct,
  { deployment, circuit, table, queues, wmsSecret, logs }: WatchProps,
): BridgeFunction => {
  const watch = new BridgeFunction(scope, 'Watch', {
    service: 'watch-bridge',
    deployment,
    timeout,
    logs,
    environment: {
      TABLE_NAME: table.tableName,
      ORDERS_QUEUE_URL: queues.orders.queueUrl,
      DEAD_LETTERS_QUEUE_URL: queues.deadLetters.queueUrl,
      WMS_SECRET_ARN: wmsSecret?.secretArn ?? '',
      CIRCUIT: JSON.stringify(circuit),
    } satisfies OwnEnvOf<typeof watchBridgeEnv>,
    overrides: eventsOnce,
  });
  Validations.of(watch.function).acknowledge(
    { id: 'Serverless::Serverless-LambdaDLQ', reason: whyLost },
    { id: 'Serverless::Serverless-LambdaAsyncFailureDestination', reason: whyLost },
  );
  return watch;
};

const allowWatching = (watch: BridgeFunction, { table, queues, wmsSecret }: WatchProps): void => {
  watch.allow('ReadCircuit', ['dynamodb:GetItem'], [table.tableArn]);
  watch.allow(
    'FindWhatWaits',
    ['dynamodb:Query'],
    [names.waiting, names.letters].map(({ name }) => `${table.tableArn}/index/${name}`),
  );
  watch.allow(
    'CountMessages',
    ['sqs:GetQueueAttributes'],
    [queues.orders.queueArn, queues.deadLetters.queueArn],
  );
  if (wmsSecret) {
    watch.allow(
      'SeeAgeOfWmsSecret',
      ['secretsmanager:ListSecretVersionIds'],
      [wmsSecret.secretArn],
    );
  }
};
