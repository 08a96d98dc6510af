/**
 * Runs the template's functions from their bundled assets, each in processes of its own.
 *
 * Knows nothing of who calls them: the gateway, a poller and the Invoke API all come through `invoke`.
 */
import { randomUUID } from 'node:crypto';
import type { AwsEndpoint, FunctionHost } from '../contracts.ts';
import { withGatewayAddress } from '../template/gateway-address.ts';
import { startEnvironment } from './environment.ts';
import { type EnvironmentPool, makeEnvironmentPool } from './environment-pool.ts';
import { type FunctionSpec, readFunctionSpecs } from './function-spec.ts';
import { lambdaVariables } from './lambda-variables.ts';
import type { LogRecord } from './log-lines.ts';

export type FunctionHostOptions = {
  readonly endpoint: Pick<AwsEndpoint, 'url' | 'template' | 'credentialsOf'>;
  readonly region: string;
  /** Where the gateway listens; asked when a process starts. @default - there is none */
  readonly gatewayUrl?: () => string | undefined;
  /** Every line of every function as a record, by the name that people use. */
  readonly onRecord: (functionName: string, record: LogRecord) => void;
  /** Called whenever a process was started or has ended. */
  readonly onProcessesChanged?: () => void;
  /** How long an event waits for a process. 4 s unless a test is in a hurry. */
  readonly waitMillisMax?: number;
  /** How long an idle process stays warm. */
  readonly idleMillisMax?: number;
};

const waitMillisMaxDefault = 4_000;
const idleMillisMaxDefault = 5 * 60_000;

/** @throws Error naming a function that the local stack cannot run as it would be deployed. */
export const makeFunctionHost = (options: FunctionHostOptions): FunctionHost => {
  const specs = readFunctionSpecs(options.endpoint.template);
  const pools = new Map(specs.map((spec) => [spec.logicalId, makePool(options, spec)]));
  return {
    invoke: (logicalId, payload) => {
      const pool = pools.get(logicalId);
      if (pool === undefined) throw new Error(`no function ${logicalId} in the template`);
      return pool.invoke(payload);
    },
    pids: () => new Map([...pools].map(([logicalId, pool]) => [logicalId, pool.pids()])),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
};

const makePool = (options: FunctionHostOptions, spec: FunctionSpec): EnvironmentPool => {
  const { endpoint, region, onRecord } = options;
  return makeEnvironmentPool({
    processesMax: spec.processesMax,
    waitMillisMax: options.waitMillisMax ?? waitMillisMaxDefault,
    idleMillisMax: options.idleMillisMax ?? idleMillisMaxDefault,
    onChange: options.onProcessesChanged ?? (() => {}),
    start: () => {
      const logStream = `local/[$LATEST]${randomUUID().replaceAll('-', '')}`;
      const credentials = endpoint.credentialsOf(spec.logicalId);
      return startEnvironment({
        spec,
        logStream,
        variables: lambdaVariables(reachableSpec(options, spec), {
          endpointUrl: endpoint.url,
          region,
          credentials,
          logStream,
        }),
        onRecord: (record) => onRecord(spec.name, record),
      });
    },
  });
};

/** A function that is told where the stack is reached is told where that is on this machine. */
const reachableSpec = (
  { endpoint, gatewayUrl }: FunctionHostOptions,
  spec: FunctionSpec,
): FunctionSpec => {
  const url = gatewayUrl?.();
  if (url === undefined) return spec;
  const reachable = withGatewayAddress(endpoint.template, url);
  const variables = Object.entries(spec.variables).map(([name, text]) => [name, reachable(text)]);
  return { ...spec, variables: Object.fromEntries(variables) };
};
