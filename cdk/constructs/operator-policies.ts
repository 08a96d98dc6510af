/**
 * What people may do with a stage, as two managed policies for the roles that they take on: looking only,
 * and what the person on call needs besides.
 *
 * Neither reads a secret's value, a message on a queue or a letter's content: who must see personal data
 * asks browse-dead-letters for it, which writes down who asked.
 */
import { Stack, Validations } from 'aws-cdk-lib';
import type { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { bucketFolders } from '../../lib/config/reports-bucket.ts';
import { table as names } from '../../lib/config/table.ts';
import type { BridgeFunction } from './bridge-function.ts';
import type { Operations } from './operations.ts';
import type { OrderQueues } from './order-queues.ts';
import type { ReportsBucket } from './reports-bucket.ts';
import type { ShopSecrets } from './shop-secrets.ts';

/** All of a stage, in the order in which an order meets them. */
export type BridgeFunctions = Readonly<
  Record<
    | 'acceptWebhook'
    | 'deliverOrder'
    | 'browseDeadLetters'
    | 'replayDeadLetters'
    | 'reconcileOrders'
    | 'watchBridge',
    BridgeFunction
  >
>;

export interface OperatorPoliciesProps {
  readonly table: TableV2;
  readonly queues: OrderQueues;
  readonly reports: ReportsBucket;
  readonly shops: ShopSecrets;
  readonly adminSecrets: ShopSecrets;
  /** The WMS's credentials. @default - the WMS asks for none */
  readonly wmsSecret: Secret | undefined;
  /** Where pages go. */
  readonly pagerSecret: Secret;
  readonly functions: BridgeFunctions;
  readonly operations: Operations;
  /** The alarm that a test of the pager uses. */
  readonly pageTest: Pick<AlarmBase, 'alarmArn'>;
}

export class OperatorPolicies extends Construct {
  readonly viewer: ManagedPolicy;
  readonly onCall: ManagedPolicy;

  constructor(scope: Construct, id: string, props: OperatorPoliciesProps) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    const { browseDeadLetters, replayDeadLetters, reconcileOrders } = props.functions;
    this.viewer = new ManagedPolicy(this, 'Viewer', {
      description: `Looks at ${stackName} and changes nothing`,
      statements: [invoking([browseDeadLetters]), ...lookingStatements(this, props)],
    });
    this.onCall = new ManagedPolicy(this, 'OnCall', {
      description: `Looks at ${stackName}, works with its dead letters, reconciles, opens and closes its circuit`,
      // One statement for all that may be invoked: a policy has little room beside the shops' secrets.
      statements: [
        invoking([browseDeadLetters, replayDeadLetters, reconcileOrders]),
        ...lookingStatements(this, props),
        ...operatingStatements(props),
      ],
    });
    Validations.of(this).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/${stackName}/*]`,
      reason:
        'the command line names the stack without its id, and these are the stacks of this very name',
    });
    props.reports.acknowledgeObjects(this, [bucketFolders.reports]);
  }
}

/** @param itemIds - patterns of the only items of the table that are meant. @default - all of them */
const allow = (
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  itemIds?: readonly string[],
): PolicyStatement =>
  new PolicyStatement({
    sid,
    actions: [...actions],
    resources: [...resources],
    ...(itemIds
      ? { conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': itemIds } } }
      : {}),
  });

/** Who names a stack without its id is checked against the name and any id. */
const ownStackArn = (stack: Stack): string =>
  stack.formatArn({
    service: 'cloudformation',
    resource: 'stack',
    resourceName: `${stack.stackName}/*`,
  });

/** Dead letters are looked at and worked on, and Shopify is asked, by the functions that do so. */
const invoking = (functions: readonly BridgeFunction[]): PolicyStatement =>
  allow(
    'Invoke',
    ['lambda:InvokeFunction'],
    functions.map((one) => one.function.functionArn),
  );

const lookingStatements = (scope: Construct, props: OperatorPoliciesProps): PolicyStatement[] => {
  const { table, queues, reports, functions } = props;
  return [
    allow('FindNames', ['cloudformation:DescribeStacks'], [ownStackArn(Stack.of(scope))]),
    allow(
      'ReadOrdersAndCircuit',
      ['dynamodb:GetItem'],
      [table.tableArn],
      [
        `${names.orderPrefix}*`,
        names.circuit,
        `${names.watermarkPrefix}*`,
        `${names.nightlyPrefix}*`,
      ],
    ),
    allow('FindWhatWaits', ['dynamodb:Query'], [`${table.tableArn}/index/${names.waiting.name}`]),
    // Letters are counted by their index, which looking does not change.
    allow('CountMessages', ['sqs:GetQueueAttributes'], [queues.orders.queueArn]),
    allow(
      'ReadLogs',
      ['logs:FilterLogEvents'],
      Object.values(functions).map(({ logGroup }) => logGroup.logGroupArn),
    ),
    // Ids, versions and counts; what a comparison works with lies in another folder.
    allow('ReadReports', ['s3:GetObject'], [reports.objectsArn(bucketFolders.reports)]),
    allow('ListSecrets', ['secretsmanager:DescribeSecret'], secretArns(props)),
  ];
};

/** One secret may be for webhooks and for the Admin API. */
const secretArns = ({
  shops,
  adminSecrets,
  wmsSecret,
  pagerSecret,
}: OperatorPoliciesProps): string[] => {
  const others = [...(wmsSecret ? [wmsSecret] : []), pagerSecret];
  const otherArns = others.map(({ secretArn }) => secretArn);
  return [...new Set([...shops.arns, ...adminSecrets.arns, ...otherArns])];
};

const operatingStatements = ({
  table,
  operations,
  pageTest,
}: OperatorPoliciesProps): PolicyStatement[] => [
  allow('CallOperationsRoute', ['execute-api:Invoke'], [operations.routeArn]),
  allow('TestPager', ['cloudwatch:SetAlarmState'], [pageTest.alarmArn]),
  allow('SetCircuit', ['dynamodb:PutItem'], [table.tableArn], [names.circuit]),
];
