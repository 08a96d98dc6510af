/**
 * One stage of the bridge. Composes constructs in the order in which an order meets them; defines no
 * resource of its own.
 */
import { Duration, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PrivateNetwork } from '../lib/config/private-network.ts';
import type { StageSettings } from '../lib/config/stage.ts';
import type { BridgeFunction } from './constructs/bridge-function.ts';
import type { BridgeLogGroupProps } from './constructs/bridge-log-group.ts';
import { DeadLetters } from './constructs/dead-letters.ts';
import { Delivery } from './constructs/delivery.ts';
import { EmptyBucket } from './constructs/empty-bucket.ts';
import { Observability } from './constructs/observability.ts';
import { Operations } from './constructs/operations.ts';
import { OperatorPolicies } from './constructs/operator-policies.ts';
import { OrderQueues } from './constructs/order-queues.ts';
import { joinNetwork, tellWhatNetworkNeeds } from './constructs/private-network.ts';
import { Reconciliation } from './constructs/reconciliation.ts';
import { ReportsBucket } from './constructs/reports-bucket.ts';
import { ShopSecrets } from './constructs/shop-secrets.ts';
import { StateTable } from './constructs/state-table.ts';
import { makeUnsetSecret } from './constructs/unset-secret.ts';
import { Watch } from './constructs/watch.ts';
import { WebhookEndpoint } from './constructs/webhook-endpoint.ts';
import { WmsKeyRotation } from './constructs/wms-key-rotation.ts';
import { addOutputs } from './stack-outputs.ts';

export interface OrderBridgeStackProps {
  /** The stage's name, in every log line and metric. */
  readonly deployment: string;

  readonly settings: StageSettings;
}

/** The longest that one invocation may work on replays; the next one goes on. */
const replayTimeout = Duration.seconds(60);

export class OrderBridgeStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, settings }: OrderBridgeStackProps) {
    super(scope, id, stackProps(deployment, settings));
    const logs = {
      retentionDays: settings.logRetentionDays,
      removalPolicy: removalPolicyOf(settings),
    };
    const kept = makeKept(this, settings);
    const made = makeFunctions(this, { deployment, ...kept, logs }, settings);
    const { functions, operations } = made;
    const removalPolicy = removalPolicyOf(settings);
    const seen = { deployment, settings, removalPolicy, ...kept, ...made };
    const { pagers, pageTest } = new Observability(this, 'Observed', seen);
    const told = { ...kept, functions, operations, pageTest, pagerSecret: pagers.secret };
    const policies = new OperatorPolicies(this, 'Operators', told);

    const { production } = settings;
    addOutputs(this, { deployment, production, ...kept, ...made, policies, pagers });
    for (const [key, value] of Object.entries(settings.tags)) Tags.of(this).add(key, value);
  }
}

const removalPolicyOf = ({ removal }: StageSettings): RemovalPolicy =>
  removal === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;

/** What holds data, and stays when a stage that is not meant to go is removed. */
const makeKept = (stack: Construct, settings: StageSettings) => {
  const removalPolicy = removalPolicyOf(settings);
  const { table } = new StateTable(stack, 'State', { removalPolicy });
  const queues = new OrderQueues(stack, 'Orders', {
    deliverTimeout: Duration.seconds(settings.delivery.functionTimeoutSeconds),
    visibility: Duration.seconds(settings.delivery.visibilitySeconds),
    receivesMax: settings.delivery.receivesMax,
    replayTimeout,
    removalPolicy,
  });
  const reports = new ReportsBucket(stack, 'Reports', {
    reportAge: Duration.days(settings.reconciliation.reportDays),
    removalPolicy,
  });
  const { shops, adminSecrets } = makeShopSecrets(stack, settings);
  const wmsSecret =
    settings.wms.auth.kind === 'none'
      ? undefined
      : makeUnsetSecret(stack, 'WmsSecret', {
          description: 'Credentials of the WMS',
          removalPolicy,
        });
  return { table, queues, reports, shops, adminSecrets, wmsSecret };
};

type Given = ReturnType<typeof makeKept> & {
  readonly deployment: string;
  readonly logs: BridgeLogGroupProps;
};

/** In the order in which an order meets them. */
const makeFunctions = (stack: Construct, given: Given, settings: StageSettings) => {
  const { shops, wmsSecret, ...shared } = given;
  const endpoint = new WebhookEndpoint(stack, 'Webhooks', {
    ...shared,
    settings: settings.accept,
    domain: settings.domain,
    shops: shops.all,
  });
  const delivery = new Delivery(stack, 'Delivery', { ...shared, settings, wmsSecret });
  // The id is older than the second function: another would replace the first one's logs.
  const deadLetters = new DeadLetters(stack, 'Replay', { ...shared, timeout: replayTimeout });
  const { door } = endpoint;
  const operations = new Operations(stack, 'Operations', { door, replay: deadLetters.replay });
  const { reconcile } = makeReconciliation(stack, given, settings, endpoint.url);
  const { watch } = new Watch(stack, 'Watch', { ...shared, circuit: settings.circuit, wmsSecret });
  const rotation = makeRotation(stack, given, settings);
  const callsWms = [delivery.deliver, reconcile, ...(rotation ? [rotation.rotate] : [])];
  if (settings.network) joinPrivate(stack, settings.network, callsWms);
  const functions = {
    acceptWebhook: endpoint.accept,
    deliverOrder: delivery.deliver,
    browseDeadLetters: deadLetters.browse,
    replayDeadLetters: deadLetters.replay,
    reconcileOrders: reconcile,
    watchBridge: watch,
  };
  return { endpoint, operations, functions, ...(rotation ? { rotation } : {}) };
};

/** Only where the WMS has the contract's key endpoint; elsewhere the credentials' age is a ticket. */
const makeRotation = (
  stack: Construct,
  { deployment, wmsSecret, logs }: Given,
  settings: StageSettings,
): WmsKeyRotation | undefined => {
  const { wmsKeys: keys } = settings;
  return keys === undefined || wmsSecret === undefined
    ? undefined
    : new WmsKeyRotation(stack, 'WmsKeys', { deployment, settings, keys, wmsSecret, logs });
};

/** What calls the WMS, and nothing else: each of the others would need a way out of that network. */
const joinPrivate = (
  stack: Construct,
  network: PrivateNetwork,
  functions: readonly BridgeFunction[],
): void => {
  for (const fn of functions) joinNetwork(fn, network);
  tellWhatNetworkNeeds(stack, network);
};

const makeReconciliation = (
  stack: Construct,
  given: Given,
  settings: StageSettings,
  webhookUrl: string,
): Reconciliation => {
  const reconciliation = new Reconciliation(stack, 'Reconciliation', {
    ...given,
    settings,
    webhookUrl,
  });
  if (isEmptiedOnRemoval(settings)) {
    const emptied = new EmptyBucket(stack, 'ReportsRemoval', given);
    // On the way out whoever writes there goes first.
    reconciliation.node.addDependency(emptied);
  }
  return reconciliation;
};

/** On one machine nothing outlives the process. */
const isEmptiedOnRemoval = ({ removal, local }: StageSettings): boolean =>
  removal === 'destroy' && !local;

/** Two for each shop: one proves who sent a webhook, the other one lets us ask. */
const makeShopSecrets = (stack: Construct, settings: StageSettings) => {
  const removalPolicy = removalPolicyOf(settings);
  const shops = new ShopSecrets(stack, 'ShopSecrets', {
    shops: settings.shops,
    describe: (domain) => `Client secrets that sign the webhooks of ${domain}`,
    removalPolicy,
  });
  const adminSecrets = new ShopSecrets(stack, 'ShopAdminSecrets', {
    shops: settings.shops.map(({ domain, adminSecretArn: secretArn }) => ({ domain, secretArn })),
    describe: (domain) => `Credentials for the Admin API of ${domain}`,
    removalPolicy,
  });
  return { shops, adminSecrets };
};

const stackProps = (
  deployment: string,
  { account, region, removal, tags }: StageSettings,
): StackProps => ({
  description: `Carries Shopify orders to the WMS (stage ${deployment})`,
  // Without a pin the stack takes the account and region of whoever deploys it.
  env: { ...(account ? { account } : {}), ...(region ? { region } : {}) },
  terminationProtection: removal === 'retain',
  tags,
});
