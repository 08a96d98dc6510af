/**
 * What people do with dead letters: looking (browse-dead-letters), and sending again or giving up
 * (replay-dead-letters). Two functions, because viewers may be given the first one alone.
 *
 * Never triggered by the queue itself: a dead letter waits for a person, and Lambda would cut such a
 * loop after 16 rounds.
 */
import { Duration, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { browseDeadLettersEnv } from '../../lib/config/env/browse-dead-letters.ts';
import type { replayDeadLettersEnv } from '../../lib/config/env/replay-dead-letters.ts';
import { table as names } from '../../lib/config/table.ts';
import { BridgeFunction, type OwnEnvOf } from './bridge-function.ts';
import type { BridgeLogGroupProps } from './bridge-log-group.ts';
import type { OrderQueues } from './order-queues.ts';

export interface DeadLettersProps {
  readonly deployment: string;
  /** The longest that one invocation may last; a job goes on with the next one. */
  readonly timeout: Duration;
  readonly table: TableV2;
  readonly queues: OrderQueues;
  readonly logs: BridgeLogGroupProps;
}

export class DeadLetters extends Construct {
  readonly browse: BridgeFunction;
  readonly replay: BridgeFunction;

  constructor(scope: Construct, id: string, props: DeadLettersProps) {
    super(scope, id);
    this.replay = makeReplay(this, props);
    this.browse = makeBrowse(this, props, this.replay);
  }
}

/** What both need: the letters' index, and the items of letters, orders, jobs and the circuit. */
const allowLooking = (fn: BridgeFunction, table: TableV2): void => {
  fn.allow('FindLetters', ['dynamodb:Query'], [`${table.tableArn}/index/${names.letters.name}`]);
  fn.allow('ReadState', ['dynamodb:BatchGetItem', 'dynamodb:GetItem'], [table.tableArn]);
};

const makeBrowse = (
  scope: Construct,
  { deployment, timeout, table, logs }: DeadLettersProps,
  replay: BridgeFunction,
): BridgeFunction => {
  const browse = new BridgeFunction(scope, 'Browse', {
    service: 'browse-dead-letters',
    deployment,
    timeout,
    logs,
    environment: {
      TABLE_NAME: table.tableName,
      // A name for its buttons, and no right: each click is made with the rights of whoever clicks.
      REPLAY_FUNCTION_ARN: replay.function.functionArn,
    } satisfies OwnEnvOf<typeof browseDeadLettersEnv>,
  });
  allowLooking(browse, table);
  Validations.of(browse.function).acknowledge({
    id: 'Serverless::Serverless-LambdaDLQ',
    reason: 'invoked by a person who waits for the answer; it changes nothing that could be lost',
  });
  return browse;
};

/**
 * Schedule and command line have it work without waiting for an answer, and Lambda would try such an event
 * twice more: minutes later, when the schedule has long gone on with what failed.
 */
const eventsOnce = { retryAttempts: 0, maxEventAge: Duration.minutes(1) } as const;
const whyLost =
  'a lost event loses nothing: what is to be done stands in the table, and the next minute goes on with it';

const makeReplay = (
  scope: Construct,
  { deployment, timeout, table, queues, logs }: DeadLettersProps,
): BridgeFunction => {
  const replay = new BridgeFunction(scope, 'Replay', {
    service: 'replay-dead-letters',
    deployment,
    timeout,
    logs,
    environment: {
      TABLE_NAME: table.tableName,
      ORDERS_QUEUE_URL: queues.orders.queueUrl,
      DEAD_LETTERS_QUEUE_URL: queues.deadLetters.queueUrl,
    } satisfies OwnEnvOf<typeof replayDeadLettersEnv>,
    overrides: eventsOnce,
  });
  allowLooking(replay, table);
  replay.allow(
    'WriteJobsAndSettle',
    ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    [table.tableArn],
  );
  replay.allow(
    'SweepDeadLetters',
    [
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
    ],
    [queues.deadLetters.queueArn],
  );
  replay.allow('SendAgain', ['sqs:SendMessage'], [queues.orders.queueArn]);
  Validations.of(replay.function).acknowledge(
    { id: 'Serverless::Serverless-LambdaDLQ', reason: whyLost },
    { id: 'Serverless::Serverless-LambdaAsyncFailureDestination', reason: whyLost },
  );
  return replay;
};
