/**
 * The orders queue and the dead letters, with relations that no caller can set wrong.
 *
 * First in, first out per order: one order is never handled twice at once or out of order.
 */
import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
  type QueueProps,
} from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface OrderQueuesProps {
  /** The longest that deliver-order may run. */
  readonly deliverTimeout: Duration;

  /** How long a received message is hidden from others, at least 6 times `deliverTimeout`. */
  readonly visibility: Duration;

  /** Receives after which SQS itself moves a message to the dead letters: the last net. */
  readonly receivesMax: number;

  /** The longest that one invocation of replay-dead-letters may run. */
  readonly replayTimeout: Duration;

  /** What happens to the messages when the stack is removed. */
  readonly removalPolicy: RemovalPolicy;
}

/** AWS asks for as much: time for Lambda to retry a throttled batch before it is shown to others. */
const visibilityFactor = 6;

/** A letter in hand must not be seen by anybody else before the invocation that took it has long ended. */
const letterVisibilityFactor = 2;

/** The longest that SQS keeps a message. */
const retentionPeriod = Duration.days(14);

/** High throughput (ids and limits count per order), no ids from content, encrypted, TLS only. */
const queueDefaults = {
  fifo: true,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
  // Every sender gives an id: two letters with the same content must not swallow each other.
  contentBasedDeduplication: false,
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod,
} satisfies QueueProps;

export class OrderQueues extends Construct {
  readonly orders: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: OrderQueuesProps) {
    super(scope, id);
    const { deliverTimeout, visibility, receivesMax, replayTimeout, removalPolicy } = props;
    const visibilitySecondsMin = visibilityFactor * deliverTimeout.toSeconds();
    if (visibility.toSeconds() < visibilitySecondsMin) {
      throw new Error(
        `visibility must be at least ${visibilitySecondsMin} s, ${visibilityFactor} times deliverTimeout, got ${visibility.toSeconds()} s`,
      );
    }

    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...queueDefaults,
      visibilityTimeout: Duration.seconds(letterVisibilityFactor * replayTimeout.toSeconds()),
      removalPolicy,
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'Serverless::Serverless-SQSRedrivePolicy',
      reason: 'these are the dead letters: a person decides what follows, nothing moves them on',
    });
    this.orders = new Queue(this, 'Queue', {
      ...queueDefaults,
      visibilityTimeout: visibility,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: receivesMax },
      removalPolicy,
    });
  }
}
