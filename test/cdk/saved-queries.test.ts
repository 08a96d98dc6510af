import { describe, expect, it } from 'vitest';
import { loggedFields } from './emitted.ts';
import { keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, resourcesOf } from './template-parts.ts';

const template = templateOf(keptBlock);
const queries = resourcesOf(template, 'AWS::Logs::QueryDefinition').map(({ Properties }) => ({
  name: String(Properties.Name),
  text: String(Properties.QueryString),
  groups: Properties.LogGroupNames,
}));
const logged = await loggedFields();

/** Words of the query language, and the names that a query gives by itself. */
const notFields = new Set([
  ...['fields', 'filter', 'stats', 'sort', 'limit', 'in', 'as', 'by', 'desc', 'count', 'max'],
  ...['orders', 'webhooks', 'latest', 'and'],
]);
const fieldsIn = (text: string): readonly string[] =>
  [...text.replaceAll(/"[^"]*"/g, '').matchAll(/@?[a-z_]+/g)]
    .map(([word]) => word)
    .filter((word) => !notFields.has(word) && !word.startsWith('@'));

describe('the saved queries', () => {
  it('are those that a person on call asks, under the name of the stage', () => {
    expect(queries.map(({ name }) => name)).toEqual([
      "shopify-wms-bridge-kept/One order's story",
      'shopify-wms-bridge-kept/Failures by reason',
      'shopify-wms-bridge-kept/Slowest orders',
      'shopify-wms-bridge-kept/Rejected webhooks',
    ]);
  });

  it.each(queries)('ask only for what is logged: $name', ({ text }) => {
    expect(fieldsIn(text).length).toBeGreaterThan(2);
    expect(fieldsIn(text).filter((field) => !logged.has(field))).toEqual([]);
  });

  it('look into the logs of every function', () => {
    const groups = Object.values(functionsOf(template))
      .flatMap(({ Properties }) => Properties.LoggingConfig?.LogGroup?.Ref ?? [])
      .sort();

    for (const query of queries) {
      expect(query.groups.map(({ Ref }: { Ref: string }) => Ref).sort()).toEqual(groups);
    }
  });

  it('are these', () => {
    expect(queries.map(({ text }) => text.replaceAll('\n', ' '))).toEqual([
      'fields @timestamp, service, stage, order_version, attempt, latency_ms, class, reason, cause, status | filter correlation_id = "shopify-order-820982911946154508" | sort @timestamp | limit 200',
      'filter stage in ["failed", "deferred", "parked"] | stats count(*) as orders by stage, class, cause, reason | sort orders desc | limit 200',
      'fields @timestamp, shopify_order_id, order_version, latency_ms, attempt, origin | filter stage = "processed" | sort latency_ms desc | limit 200',
      'filter stage = "received" | filter answer != 200 | stats count(*) as webhooks, max(@timestamp) as latest by answer, code | sort webhooks desc | limit 200',
    ]);
  });
});
