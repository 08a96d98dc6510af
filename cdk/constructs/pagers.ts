/**
 * Whom alarms reach: two topics, one that wakes people (page) and one that waits for the day (ticket).
 *
 * Encrypted with a key of their own: CloudWatch may not use the one that AWS keeps for SNS, and would
 * publish nothing, silently.
 */
import { ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { AlarmSettings } from '../../lib/config/alarm-policy.ts';
import { pagerUrlKey } from '../../lib/config/secret-values.ts';
import { makeUnsetSecret } from './unset-secret.ts';

export interface PagersProps {
  readonly settings: Pick<AlarmSettings, 'pagerDuty' | 'pageEmail' | 'ticketEmail'>;
  /** What happens to the pager's secret when the stack is removed. */
  readonly removalPolicy: RemovalPolicy;
}

const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');

export class Pagers extends Construct {
  readonly page: Topic;
  readonly ticket: Topic;
  /** Holds the address of the PagerDuty integration, which whoever knows it can page through. */
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { settings, removalPolicy }: PagersProps) {
    super(scope, id);
    const key = makeKey(this);
    this.page = makeTopic(this, 'Page', key, 'Pages of the bridge: somebody is woken');
    this.ticket = makeTopic(this, 'Ticket', key, 'Tickets of the bridge: for the next working day');
    this.secret = makeUnsetSecret(this, 'Secret', {
      description: 'Address of the PagerDuty integration',
      removalPolicy,
    });
    if (settings.pagerDuty) subscribePagerDuty(this.page, this.secret);
    for (const address of settings.pageEmail) subscribe(this.page, new EmailSubscription(address));
    for (const address of settings.ticketEmail)
      subscribe(this.ticket, new EmailSubscription(address));
  }
}

/** It protects messages for the moments they take; no data is lost with it. */
const makeKey = (scope: Construct): Key => {
  const key = new Key(scope, 'Key', {
    description: `Lets CloudWatch publish to the topics of ${Stack.of(scope).stackName}`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.DESTROY,
    pendingWindow: Duration.days(7),
  });
  // Who may publish is what the topics' policies say, by the alarm's ARN.
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'EncryptForTopics',
      principals: [cloudWatch],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
    }),
  );
  return key;
};

const makeTopic = (scope: Construct, id: string, masterKey: Key, displayName: string): Topic => {
  const topic = new Topic(scope, id, { displayName, masterKey, enforceSSL: true });
  const alarmsOfThisAccount = Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: `${Stack.of(scope).stackName}-*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'PublishOwnAlarms',
      effect: Effect.ALLOW,
      principals: [cloudWatch],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { ArnLike: { 'aws:SourceArn': alarmsOfThisAccount } },
    }),
  );
  return topic;
};

/**
 * The address is filled in by CloudFormation from the secret, so that it stands in no template. Where the
 * secret has none yet, the deploy fails and names the key that is missing.
 */
const subscribePagerDuty = (page: Topic, secret: Secret): void =>
  subscribe(
    page,
    new UrlSubscription(secret.secretValueFromJson(pagerUrlKey).unsafeUnwrap(), {
      protocol: SubscriptionProtocol.HTTPS,
    }),
  );

const whyNoQueue =
  'SNS tries for an hour; a page that could not be delivered is an alarm of its own, which goes to the tickets, and a page that is found in a queue the day after wakes nobody';

const subscribe = (topic: Topic, target: EmailSubscription | UrlSubscription): void => {
  const subscription: Subscription = topic.addSubscription(target);
  Validations.of(subscription).acknowledge({
    id: 'Serverless::Serverless-SNSRedrivePolicy',
    reason: whyNoQueue,
  });
};
