/**
 * One stage of the bridge. Composes constructs in the order in which an order meets them; defines no
 * resource of its own.
 */
import { Duration, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageSettings } from '../lib/config/stage.ts';
import { Delivery } from './constructs/delivery.ts';
import { OrderQueues } from './constructs/order-queues.ts';
import { Replay } from './constructs/replay.ts';
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

/** The longest that one replay may run; the operator starts another one for the rest. */
const replayTimeout = Duration.seconds(60);

export class OrderBridgeStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, settings }: OrderBridgeStackProps) {
    super(scope, id, stackProps(deployment, settings));
    const removalPolicy =
      settings.removal === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    const logs = { retentionDays: settings.logRetentionDays, removalPolicy };

    const { table } = new StateTable(this, 'State', { removalPolicy });
    const queues = new OrderQueues(this, 'Orders', {
      deliverTimeout: Duration.seconds(settings.delivery.functionTimeoutSeconds),
      visibility: Duration.seconds(settings.delivery.visibilitySeconds),
      receivesMax: settings.delivery.receivesMax,
      replayTimeout,
      removalPolicy,
    });
    const shops = new ShopSecrets(this, 'ShopSecrets', { shops: settings.shops, removalPolicy });
    const wmsSecret =
      settings.wms.auth.kind === 'none'
        ? undefined
        : makeUnsetSecret(this, 'WmsSecret', {
            description: 'Credentials of the WMS',
            removalPolicy,
          });

    const shared = { deployment, table, queues, logs };
    const endpoint = new WebhookEndpoint(this, 'Webhooks', {
      ...shared,
      settings: settings.accept,
      shops: shops.all,
    });
    const delivery = new Delivery(this, 'Delivery', { ...shared, settings, wmsSecret });
    const replay = new Replay(this, 'Replay', { ...shared, timeout: replayTimeout });

    addOutputs(this, { deployment, table, queues, shops, wmsSecret, endpoint, delivery, replay });
    for (const [key, value] of Object.entries(settings.tags)) Tags.of(this).add(key, value);
  }
}

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
