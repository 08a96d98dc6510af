/**
 * One dashboard for a stage: whether anything is wrong, then the path of an order, then what others add.
 */
import { Stack } from 'aws-cdk-lib';
import {
  type AlarmBase,
  AlarmStatusWidget,
  AlarmStatusWidgetSortBy,
  Dashboard,
  type IWidget,
  PeriodOverride,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { columns } from './graphs.ts';
import { type PathParts, pathWidgets } from './path-widgets.ts';

export interface BridgeDashboardProps extends PathParts {
  /** Those that tell somebody. */
  readonly alarmsTelling: readonly AlarmBase[];
}

const textHeight = 2;
const statusHeight = 8;

export class BridgeDashboard extends Construct {
  private readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { alarmsTelling, ...parts }: BridgeDashboardProps) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: stackName,
      // A minute is a minute, however long a time is looked at: peaks must not be averaged away.
      periodOverride: PeriodOverride.INHERIT,
    });
    this.addWidgets(
      new TextWidget({
        markdown: `# ${stackName}\nAn order goes from left to right and from top to bottom. Runbook: ${parts.alarms.runbookUrl}. One order's story: \`npm run bridge -- trace ORDER\`, or the saved queries in Logs Insights.`,
        width: columns,
        height: textHeight,
      }),
    );
    this.addWidgets(
      new AlarmStatusWidget({
        title: 'Alarms, the latest change first',
        alarms: [...alarmsTelling],
        // What fires stands in front, and in what order it began can be read from its place.
        sortBy: AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
        width: columns,
        height: statusHeight,
      }),
    );
    for (const row of pathWidgets(parts)) this.addWidgets(...row);
  }

  /** Puts them beside each other below all that is there. */
  addWidgets(...widgets: readonly IWidget[]): void {
    this.dashboard.addWidgets(...widgets);
  }

  get name(): string {
    return this.dashboard.dashboardName;
  }
}
