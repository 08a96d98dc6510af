/**
 * Questions that a person on call asks of the logs, saved in Logs Insights under the stack's name.
 */
import { Stack } from 'aws-cdk-lib';
import { type LogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** More lines nobody reads. */
const linesMax = 200;

type Query = ConstructorParameters<typeof QueryString>[0];

/** By name. An order's number is put in by hand: queries have no parameters. */
export const savedQueries: Readonly<Record<string, Query>> = {
  "One order's story": {
    fields: [
      ...['@timestamp', 'service', 'stage', 'order_version', 'attempt', 'latency_ms'],
      ...['class', 'reason', 'cause', 'status'],
    ],
    filterStatements: ['correlation_id = "shopify-order-820982911946154508"'],
    sort: '@timestamp',
    limit: linesMax,
  },
  'Failures by reason': {
    filterStatements: ['stage in ["failed", "deferred", "parked"]'],
    statsStatements: ['count(*) as orders by stage, class, cause, reason'],
    sort: 'orders desc',
    limit: linesMax,
  },
  'Slowest orders': {
    fields: ['@timestamp', 'shopify_order_id', 'order_version', 'latency_ms', 'attempt', 'origin'],
    filterStatements: ['stage = "processed"'],
    sort: 'latency_ms desc',
    limit: linesMax,
  },
  'Rejected webhooks': {
    filterStatements: ['stage = "received"', 'answer != 200'],
    statsStatements: ['count(*) as webhooks, max(@timestamp) as latest by answer, code'],
    sort: 'webhooks desc',
    limit: linesMax,
  },
};

export const saveQueries = (scope: Construct, logGroups: readonly LogGroup[]): void => {
  const { stackName } = Stack.of(scope);
  for (const [name, query] of Object.entries(savedQueries)) {
    new QueryDefinition(scope, `Query${name.replace(/\W/g, '')}`, {
      queryDefinitionName: `${stackName}/${name}`,
      queryString: new QueryString(query),
      logGroups: [...logGroups],
    });
  }
};
