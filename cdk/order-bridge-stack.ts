/**
 * One stage of the bridge. Composes constructs in the order in which an order meets them; defines no
 * resource of its own.
 */
import { Duration, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageSettings } from '../lib/config/stage.ts';
import { DeadLetters } from './constructs/dead-letters.ts';
import { Delivery } from './constructs/delivery.ts';
import { Operations } from './constructs/operations.ts';
import { OperatorPolicies } from './constructs/operator-policies.ts';
import { OrderQueues } from './constructs/order-queues.ts';
import { ShopSecrets } from './constructs/shop-secrets.ts';
import { StateTable } from './constructs/state-table.ts';
import { makeUnsetSecret } from './constructs/unset-secret.ts';
import { WebhookEndpoint } from './constructs/webhook-endpoint.ts';
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
    const { shops, wmsSecret } = kept;

    const shared = { deployment, table: kept.table, queues: kept.queues, logs };
    const endpoint = new WebhookEndpoint(this, 'Webhooks', {
      ...shared,
      settings: settings.accept,
      shops: shops.all,
    });
    const delivery = new Delivery(this, 'Delivery', { ...shared, settings, wmsSecret });
    // The id is older than the second function: another would replace the first one's logs.
    const deadLetters = new DeadLetters(this, 'Replay', { ...shared, timeout: replayTimeout });
    const operations = new Operations(this, 'Operations', {
      door: endpoint.door,
      replay: deadLetters.replay,
    });

    const functions = {
      acceptWebhook: endpoint.accept,
      deliverOrder: delivery.deliver,
      browseDeadLetters: deadLetters.browse,
      replayDeadLetters: deadLetters.replay,
    };
    const policies = new OperatorPolicies(this, 'Operators', { ...kept, functions, operations });

    const { production } = settings;
    const parts = { ...kept, endpoint, functions, operations, policies };
    addOutputs(this, { deployment, production, ...parts });
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
  const shops = new ShopSecrets(stack, 'ShopSecrets', { shops: settings.shops, removalPolicy });
  const wmsSecret =
    settings.wms.auth.kind === 'none'
      ? undefined
      : makeUnsetSecret(stack, 'WmsSecret', {
          description: 'Credentials of the WMS',
          removalPolicy,
        });
  return { table, queues, shops, wmsSecret };
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
