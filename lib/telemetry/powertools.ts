/**
 * The one logger and the one metrics of a function, with what every line and metric carries.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { LineFormat } from './line-format.ts';
import { dimensions, metricNamespace } from './names.ts';

export type Telemetry = { readonly logger: Logger; readonly metrics: Metrics };

/** A run that has nothing to count is no news; the library would warn of it, every minute. */
class EventfulMetrics extends Metrics {
  override publishStoredMetrics(): this {
    return this.hasStoredMetrics() ? super.publishStoredMetrics() : this;
  }
}

/** @param service - the function's name in DESIGN's words, for instance `deliver-order`. */
export const makeTelemetry = (service: string, deployment: string, release: string): Telemetry => {
  const logger = new Logger({
    serviceName: service,
    logFormatter: new LineFormat(),
    persistentKeys: { deployment, version: release },
  });
  const metrics = new EventfulMetrics({
    namespace: metricNamespace,
    serviceName: service,
    defaultDimensions: { [dimensions.deployment]: deployment },
    // Else it warns in plain text, where every line is JSON.
    logger,
  });
  return { logger, metrics };
};
