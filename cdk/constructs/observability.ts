/**
 * What is seen of a stage, and whom it reaches: pagers, alarms, the dashboard, and a test
 * that pages arrive.
 */
import type { RemovalPolicy } from 'aws-cdk-lib';
import type { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { StageSettings } from '../../lib/config/stage.ts';
import { pageTestKey } from '../stack-name.ts';
import { alarmTable } from './alarms/alarm-table.ts';
import { BridgeAlarms } from './alarms/bridge-alarms.ts';
import { makeMeasure } from './alarms/measures.ts';
import { BridgeDashboard } from './dashboard/bridge-dashboard.ts';
import { makeSplit } from './dashboard/graphs.ts';
import { deadLettersWidget } from './dead-letters-widget.ts';
import type { BridgeFunctions } from './operator-policies.ts';
import type { OrderQueues } from './order-queues.ts';
import { makePageTest } from './page-test.ts';
import { Pagers } from './pagers.ts';
import { saveQueries } from './saved-queries.ts';
import type { WebhookEndpoint } from './webhook-endpoint.ts';
import type { WmsKeyRotation } from './wms-key-rotation.ts';

export interface ObservabilityProps {
  /** The stage's name, in every metric. */
  readonly deployment: string;
  readonly settings: StageSettings;
  readonly queues: OrderQueues;
  readonly endpoint: WebhookEndpoint;
  readonly functions: BridgeFunctions;
  /** @default - the WMS's credentials are not rotated */
  readonly rotation?: WmsKeyRotation;
  /** What happens to the pager's secret when the stack is removed. */
  readonly removalPolicy: RemovalPolicy;
}

export class Observability extends Construct {
  readonly pagers: Pagers;
  readonly alarms: BridgeAlarms;
  /** Others may add widgets of their own. */
  readonly dashboard: BridgeDashboard;

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { deployment, settings, queues, endpoint, functions, rotation, removalPolicy } = props;
    this.pagers = new Pagers(this, 'Pagers', { settings: settings.alarms, removalPolicy });
    const measure = makeMeasure(deployment);
    const table = alarmTable({
      settings,
      measure,
      acceptWebhook: functions.acceptWebhook.function,
      deliverOrder: functions.deliverOrder.function,
      rotateWmsKey: rotation?.rotate.function,
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
    this.dashboard = new BridgeDashboard(this, 'Path', {
      measure,
      split: makeSplit(deployment),
      alarms: settings.alarms,
      alarmsTelling: [...this.alarms.telling.values()],
    });
    this.dashboard.addWidgets(deadLettersWidget(functions.browseDeadLetters.function));
    saveQueries(
      this,
      Object.values(functions).map(({ logGroup }) => logGroup),
    );
    if (settings.alarms.weeklyPageTest) makePageTest(this, this.pageTest);
  }

  /** The alarm that a test of the pager uses. */
  get pageTest(): AlarmBase {
    const alarm = this.alarms.telling.get(pageTestKey);
    if (alarm === undefined) throw new Error(`the table has no row ${pageTestKey}`);
    return alarm;
  }
}
