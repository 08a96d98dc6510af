/**
 * What is seen of a stage, and whom it reaches: pagers, alarms.
 */
import type { RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { StageSettings } from '../../lib/config/stage.ts';
import { alarmTable } from './alarms/alarm-table.ts';
import { BridgeAlarms } from './alarms/bridge-alarms.ts';
import { makeMeasure } from './alarms/measures.ts';
import type { BridgeFunctions } from './operator-policies.ts';
import type { OrderQueues } from './order-queues.ts';
import { Pagers } from './pagers.ts';
import type { WebhookEndpoint } from './webhook-endpoint.ts';

export interface ObservabilityProps {
  /** The stage's name, in every metric. */
  readonly deployment: string;
  readonly settings: StageSettings;
  readonly queues: OrderQueues;
  readonly endpoint: WebhookEndpoint;
  readonly functions: BridgeFunctions;
  /** What happens to the pager's secret when the stack is removed. */
  readonly removalPolicy: RemovalPolicy;
}

export class Observability extends Construct {
  readonly pagers: Pagers;
  readonly alarms: BridgeAlarms;

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { deployment, settings, queues, endpoint, functions, removalPolicy } = props;
    this.pagers = new Pagers(this, 'Pagers', { settings: settings.alarms, removalPolicy });
    const table = alarmTable({
      settings,
      measure: makeMeasure(deployment),
      acceptWebhook: functions.acceptWebhook.function,
      deliverOrder: functions.deliverOrder.function,
      api: endpoint.door.api,
      orders: queues.orders,
      page: this.pagers.page,
    });
    const { page, ticket } = this.pagers;
    this.alarms = new BridgeAlarms(this, 'Alarms', {
      table,
      topics: { page, ticket },
      runbookUrl: settings.alarms.runbookUrl,
    });
  }
}
