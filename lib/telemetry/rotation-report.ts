/**
 * A step of a rotation becomes one log line. Its failure is an error of the function, which the alarm looks at.
 */
import type { Rotated, Step } from '../rotation/rotation.ts';
import type { Telemetry } from './powertools.ts';
import { nothing } from './report.ts';

/** The correlation id of its lines, which concern all orders. */
const correlationId = 'rotation';

export const makeTellRotated =
  ({ logger }: Pick<Telemetry, 'logger'>) =>
  (step: Step, secretVersion: string, rotated: Rotated): void => {
    const line = {
      ...{ correlation_id: correlationId, shopify_order_id: nothing, attempt: 0 },
      ...{ step, secret_version: secretVersion },
    };
    if (rotated.kind === 'failed') {
      logger.error('wms_key.rotation_failed', { ...line, reason: rotated.why });
      return;
    }
    const { what, revoked } = rotated;
    logger.info('wms_key.rotated', {
      ...{ ...line, reason: what },
      ...(revoked === undefined ? {} : { keys_revoked: revoked }),
    });
  };
