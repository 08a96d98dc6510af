/**
 * Stands for the SDK's endpoint discovery in the bundles of the functions (cdk/constructs/function-code.ts).
 *
 * DynamoDB's endpoint is known from the region; the cache and the requests of a discovery that nobody
 * switches on would be 9 KB of every cold start.
 */

/** Says where the SDK would look whether it is wanted: nowhere. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: false,
};

export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;
