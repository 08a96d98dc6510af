/**
 * How a stage rotates the WMS's credentials by itself: only where the WMS has the contract's key endpoint.
 */
import * as z from 'zod';
import type { WmsSettings } from './policy.ts';

/** What deliveries (90 %) and the nightly comparison (5 %) leave of the WMS's limit. */
export const rotationLimitShare = 0.05;
/**
 * With fewer a step of a rotation, a dozen requests at the most, would not end within the function's five
 * minutes.
 */
const limitPerSecondMin = 1;

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
  { auth, limitPerSecond }: Pick<WmsSettings, 'auth' | 'limitPerSecond'>,
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
    ...(limitPerSecond < limitPerSecondMin
      ? [
          `wms.limitPerSecond: is ${limitPerSecond}, must be at least ${limitPerSecondMin} with wmsKeys: ${rotationLimitShare * 100} % of it is too little for a rotation; raise it, or leave wmsKeys out`,
        ]
      : []),
    ...(keys.everyDays > daysMax
      ? [
          `wmsKeys.everyDays: is ${keys.everyDays}, must not exceed alarms.wmsSecretDaysMax (${daysMax}), or each rotation is preceded by a ticket`,
        ]
      : []),
  ];
};
