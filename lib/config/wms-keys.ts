/**
 * How a stage rotates the WMS's credentials by itself: only where the WMS has the contract's key endpoint.
 */
import * as z from 'zod';
import type { WmsAuth } from './policy.ts';

export const wmsKeysSchema = z.strictObject({
  /** Days from one rotation to the next. Secrets Manager knows no more than 1,000. */
  everyDays: z.int().min(1).max(1_000).default(90),
  /**
   * The scope of the tokens that keys are made with (OAuth 2.0), so that those for orders need no more than
   * to write orders.
   *
   * @default - as `wms.auth.scope`
   */
  scope: z.string().min(1).optional(),
});
export type WmsKeysSettings = z.output<typeof wmsKeysSchema>;

/** @param daysMax - the age at which the credentials are a ticket. */
export const wmsKeysFaults = (
  keys: WmsKeysSettings | undefined,
  auth: WmsAuth,
  daysMax: number,
): string[] => {
  if (keys === undefined) return [];
  return [
    ...(auth.kind === 'none'
      ? ['wmsKeys: must be left out where wms.auth.kind is none: there are no credentials']
      : []),
    ...(auth.kind === 'mutualTls'
      ? [
          'wmsKeys: must be left out where wms.auth.kind is mutualTls: a certificate is no key of /keys',
        ]
      : []),
    ...(keys.scope !== undefined && auth.kind !== 'oauth2'
      ? ['wmsKeys.scope: is of OAuth 2.0 alone; leave it out']
      : []),
    ...(keys.everyDays > daysMax
      ? [
          `wmsKeys.everyDays: is ${keys.everyDays}, must not exceed alarms.wmsSecretDaysMax (${daysMax}), or each rotation is preceded by a ticket`,
        ]
      : []),
  ];
};
