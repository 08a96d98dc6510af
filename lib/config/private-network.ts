/**
 * Where the functions that call the WMS have their way out: a company's own network, by ids alone.
 */
import * as z from 'zod';

/** EC2 has ids of 8 and of 17 characters. */
const idOf = (kind: 'vpc' | 'subnet' | 'sg') =>
  z
    .string()
    .regex(
      new RegExp(`^${kind}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`),
      `must be an id such as ${kind}-0123456789abcdef0`,
    );

/** What Lambda takes of each. */
const subnetsMax = 16;
const securityGroupsMax = 5;

export const privateNetworkSchema = z.strictObject({
  /** The network that the subnets are of; the functions may be put into no other. */
  vpcId: idOf('vpc'),
  /** Private ones, best of two zones or more: a zone's end is else the end of deliveries. */
  subnetIds: z.array(idOf('subnet')).min(1).max(subnetsMax),
  /** What they must let out: see the README, "A WMS in a private network". */
  securityGroupIds: z.array(idOf('sg')).min(1).max(securityGroupsMax),
});
export type PrivateNetwork = z.output<typeof privateNetworkSchema>;

export const privateNetworkFaults = (
  network: PrivateNetwork | undefined,
  { local }: { readonly local: boolean },
): string[] => {
  if (network === undefined) return [];
  return [
    ...(local ? ['network: must be left out where local is true: all is on one machine'] : []),
    ...(['subnetIds', 'securityGroupIds'] as const)
      .filter((key) => new Set(network[key]).size < network[key].length)
      .map((key) => `network.${key}: has an id twice`),
  ];
};
