/**
 * A name of one's own for the door: an address that stays the same when the API behind it is replaced.
 */
import * as z from 'zod';

/** RFC 1035: labels of letters, digits and hyphens, at most 63 each. */
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const namePattern = new RegExp(`^(?:${label}\\.)+[a-z]{2,63}$`);
const nameCharactersMax = 253;

export const ownDomainSchema = z.strictObject({
  /** As Shopify shall call it, for instance `orders.example.com`. */
  name: z
    .string()
    .max(nameCharactersMax)
    .regex(namePattern, 'must be a domain name in lower case, such as orders.example.com'),
  /** A certificate for the name, of the stage's own region. */
  certificateArn: z
    .string()
    .regex(
      /^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/,
      'must be the ARN of a certificate in ACM',
    ),
  /**
   * The zone in Route 53 where the name's address is written.
   *
   * @default - none: the stack's output `WebhookDomainTarget` says where a record of your own must point
   */
  hostedZoneId: z
    .string()
    .regex(/^Z[A-Z0-9]{1,31}$/, 'must be the id of a hosted zone, such as Z0123456789ABCDEFGHIJ')
    .optional(),
});
export type OwnDomain = z.output<typeof ownDomainSchema>;

/** @param region - the one that the stage is pinned to, if it is. */
export const ownDomainFaults = (
  domain: OwnDomain | undefined,
  { region, local }: { readonly region?: string | undefined; readonly local: boolean },
): string[] => {
  if (domain === undefined) return [];
  const certificateRegion = domain.certificateArn.split(':')[3];
  return [
    ...(local ? ['domain: must be left out where local is true: nothing has a name there'] : []),
    ...(region !== undefined && certificateRegion !== region
      ? [
          `domain.certificateArn: is in ${certificateRegion}; the door of ${region} needs a certificate of ${region}`,
        ]
      : []),
  ];
};
