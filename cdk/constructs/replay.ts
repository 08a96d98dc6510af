/**
 * Dead letters → orders queue, by an operator's direct invoke.
 *
 * Never triggered by the queue itself: a dead letter waits for a person, and Lambda would cut such a
 * loop after 16 rounds.
 */
import { type Duration, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { replayDeadLettersEnv } from '../../lib/config/env.ts';
import { BridgeFunction, type OwnEnvOf } from './bridge-function.ts';
import type { BridgeLogGroupProps } from './bridge-log-group.ts';
import type { OrderQueues } from './order-queues.ts';

export interface ReplayProps {
  readonly deployment: string;
  readonly timeout: Duration;
  readonly table: TableV2;
  readonly queues: OrderQueues;
  readonly logs: BridgeLogGroupProps;
}

export class Replay extends Construct {
  readonly replay: BridgeFunction;

  constructor(scope: Construct, id: string, props: ReplayProps) {
    super(scope, id);
    const { deployment, timeout, table, queues, logs } = props;
    this.replay = new BridgeFunction(this, 'Replay', {
      service: 'replay-dead-letters',
      deployment,
      timeout,
      logs,
      environment: {
        TABLE_NAME: table.tableName,
        ORDERS_QUEUE_URL: queues.orders.queueUrl,
        DEAD_LETTERS_QUEUE_URL: queues.deadLetters.queueUrl,
      } satisfies OwnEnvOf<typeof replayDeadLettersEnv>,
    });
    this.replay.allow(
      'TakeDeadLetters',
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
      [queues.deadLetters.queueArn],
    );
    this.replay.allow('SendAgain', ['sqs:SendMessage'], [queues.orders.queueArn]);
    this.replay.allow('MarkReplayed', ['dynamodb:UpdateItem'], [table.tableArn]);
    Validations.of(this.replay.function).acknowledge({
      id: 'Serverless::Serverless-LambdaDLQ',
      reason:
        'invoked by an operator who waits for the answer; a letter is deleted only after it was sent',
    });
  }
}
