/**
 * What AWS asks for, in us-east-1, in dollars, without free tiers; other regions are up to a third dearer.
 *
 * Looked up in November 2026. AWS's own price pages are the last word: aws.amazon.com/<service>/pricing.
 */
export type Price = {
  /** Dollars for `per` units. */
  readonly dollars: number;
  readonly per: number;
  readonly unit: string;
  readonly source: string;
};

const million = 1_000_000;

export const prices = {
  httpApi: price(
    1.0,
    million,
    'requests',
    'API Gateway, HTTP APIs, first 300 million, 512 KB each',
  ),
  lambdaRequests: price(0.2, million, 'requests', 'Lambda'),
  lambdaDuration: price(13.3334, million, 'GB-seconds', 'Lambda, arm64, first 7.5 billion'),
  sqsFifo: price(0.5, million, 'requests', 'SQS FIFO, 64 KB each, up to 10 messages a request'),
  tableWrites: price(0.625, million, 'write units', 'DynamoDB on demand, 1 KB each'),
  tableReads: price(0.125, million, 'read units', 'DynamoDB on demand, 4 KB each, consistent'),
  tableStorage: price(0.25, 1, 'GB-months', 'DynamoDB, standard'),
  tableBackup: price(0.2, 1, 'GB-months', 'DynamoDB, point-in-time recovery'),
  logBytes: price(0.5, 1_000_000_000, 'bytes', 'CloudWatch Logs, ingestion'),
  metrics: price(0.3, 1, 'metric-months', 'CloudWatch, first 10,000 custom metrics'),
  alarmMetrics: price(
    0.1,
    1,
    'alarm-metric-months',
    'CloudWatch, standard resolution, each metric',
  ),
  compositeAlarms: price(0.5, 1, 'alarm-months', 'CloudWatch, composite alarms'),
  dashboards: price(3, 1, 'dashboard-months', 'CloudWatch, after the first three'),
  secrets: price(0.4, 1, 'secret-months', 'Secrets Manager'),
  secretCalls: price(0.05, 10_000, 'calls', 'Secrets Manager'),
  schedules: price(1.0, million, 'invocations', 'EventBridge Scheduler'),
  topics: price(0.6, million, 'notifications', 'SNS, HTTPS'),
  keys: price(1.0, 1, 'key-months', 'KMS, customer managed'),
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

function price(dollars: number, per: number, unit: string, source: string): Price {
  return { dollars, per, unit, source };
}
