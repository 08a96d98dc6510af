/**
 * The address that a deployed HTTP API would have, wherever the template names it, becomes the local
 * gateway's: nobody can be reached at the other one from here.
 */
import type { LocalTemplate } from '../contracts.ts';
import { resourcesOf } from '../read-properties.ts';

/** @param gatewayUrl - where the local gateway listens. */
export const withGatewayAddress = (
  { resources }: Pick<LocalTemplate, 'resources'>,
  gatewayUrl: string,
): ((text: string) => string) => {
  const apis = resourcesOf(resources, 'AWS::ApiGatewayV2::Api');
  const addresses = apis.flatMap(({ attributes: { ApiEndpoint } }) => ApiEndpoint ?? []);
  return (text) =>
    addresses.reduce((changed, address) => changed.replaceAll(address, gatewayUrl), text);
};
