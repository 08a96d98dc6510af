/**
 * Runs the template's functions from their bundled assets, each in processes of its own.
 *
 * Knows nothing of who calls them: the gateway, a poller and the Invoke API all come through `invoke`.
 */
import { randomUUID } from 'node:crypto';
import type { AwsEndpoint, FunctionHost } from '../contracts.ts';
import { startEnvironment } from './environment.ts';
import { type EnvironmentPool, makeEnvironmentPool } from './environment-pool.ts';
import { type FunctionSpec, readFunctionSpecs } from './function-spec.ts';
import { lambdaVariables } from './lambda-variables.ts';
import type { LogRecord } from './log-lines.ts';

export type FunctionHostOptions = {
  readonly endpoint: Pick<AwsEndpoint, 'url' | 'template' | 'credentialsOf'>;
  readonly region: string;
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
        variables: lambdaVariables(spec, {
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
