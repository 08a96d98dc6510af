/**
 * What a person needs after the deploy, and the command line at every call: where to send webhooks, what to
 * fill in, where to look, what everything is called.
 */
import { CfnOutput, Fn } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { BridgeFunction } from './constructs/bridge-function.ts';
import type { Operations } from './constructs/operations.ts';
import type { BridgeFunctions, OperatorPolicies } from './constructs/operator-policies.ts';
import type { OrderQueues } from './constructs/order-queues.ts';
import type { Pagers } from './constructs/pagers.ts';
import type { ReportsBucket } from './constructs/reports-bucket.ts';
import type { ShopSecrets } from './constructs/shop-secrets.ts';
import type { WebhookEndpoint } from './constructs/webhook-endpoint.ts';
import { outputNames as names, shopSecretOutput } from './output-names.ts';

export type BridgeParts = {
  readonly deployment: string;
  readonly production: boolean;
  readonly table: TableV2;
  readonly queues: OrderQueues;
  readonly reports: ReportsBucket;
  readonly shops: ShopSecrets;
  readonly adminSecrets: ShopSecrets;
  readonly wmsSecret: Secret | undefined;
  readonly endpoint: WebhookEndpoint;
  readonly operations: Operations;
  readonly functions: BridgeFunctions;
  readonly policies: OperatorPolicies;
  readonly pagers: Pagers;
};

type Add = (id: string, value: string, description: string) => CfnOutput;

export const addOutputs = (stack: Construct, parts: BridgeParts): void => {
  const { deployment, production, table, queues, reports, endpoint, operations, policies } = parts;
  const add: Add = (id, value, description) => new CfnOutput(stack, id, { value, description });

  add(names.deployment, deployment, 'The stage, as in logs and metrics');
  add(names.production, String(production), 'Whether test orders are ignored');
  add(names.webhookUrl, endpoint.url, 'Address to register at Shopify for all order topics');
  if (endpoint.domainTarget !== undefined) {
    add(
      names.webhookDomainTarget,
      endpoint.domainTarget,
      'What the DNS record of the domain is to point to',
    );
  }
  add(names.operationsUrl, operations.url, 'Address for work with dead letters, signed with IAM');
  addSecretArns(add, parts);
  addPagers(add, parts);
  add(names.table, table.tableName, 'Table with all state of the bridge');
  add(names.ordersQueue, queues.orders.queueUrl, 'Queue of accepted orders');
  add(names.deadLettersQueue, queues.deadLetters.queueUrl, 'Queue of parked orders');
  add(names.reportsBucket, reports.bucket.bucketName, 'Bucket with the nightly reports');
  addFunctions(add, parts);
  add(names.viewerPolicy, policies.viewer.managedPolicyArn, 'Attach it to roles that look only');
  add(names.onCallPolicy, policies.onCall.managedPolicyArn, 'Attach it to the role on call');
};

const addPagers = (add: Add, { pagers: { page, ticket, secret } }: BridgeParts): void => {
  add(
    names.pagerSecret,
    secret.secretArn,
    'Secret for the address of the PagerDuty integration; set it, then set alarms.pagerDuty and deploy again',
  );
  add(names.pageTopic, page.topicArn, 'Topic that wakes the person on call');
  add(names.ticketTopic, ticket.topicArn, 'Topic that waits for the next working day');
};

const addFunctions = (add: Add, { functions }: BridgeParts): void => {
  const { acceptWebhook, deliverOrder, browseDeadLetters, replayDeadLetters } = functions;
  const { reconcileOrders, watchBridge } = functions;
  const addOne = (id: string, { function: { functionName } }: BridgeFunction, text: string) =>
    add(id, functionName, text);

  addOne(names.acceptWebhook, acceptWebhook, 'Takes webhooks');
  addOne(names.deliverOrder, deliverOrder, 'Sends orders to the WMS');
  addOne(names.browseDeadLetters, browseDeadLetters, 'Invoke it to look at dead letters');
  addOne(names.replayDeadLetters, replayDeadLetters, 'Invoke it to send dead letters again');
  addOne(names.reconcileOrders, reconcileOrders, 'Invoke it to ask Shopify what webhooks missed');
  addOne(names.watchBridge, watchBridge, 'Invoke it to see what alarms are told every minute');
  const logGroups = Object.values(functions).map(({ logGroup }) => logGroup.logGroupName);
  add(names.logGroups, Fn.join(',', logGroups), 'Log groups of the functions, along the path');
};

const addSecretArns = (add: Add, { shops, adminSecrets, wmsSecret }: BridgeParts): void => {
  for (const { domain, secret } of shops.all) {
    add(
      shopSecretOutput(domain),
      secret.secretArn,
      `Secret for the client secrets of ${domain}; set it before webhooks are registered`,
    );
  }
  for (const { domain, secret } of adminSecrets.all) {
    add(
      shopSecretOutput(domain, 'admin'),
      secret.secretArn,
      `Secret for the credentials of the Admin API of ${domain}; set it, or missed webhooks stay missed`,
    );
  }
  if (wmsSecret) {
    add(names.wmsSecret, wmsSecret.secretArn, 'Secret for the credentials of the WMS; set it');
  }
};
