/**
 * The environment variables of a function's process: the template's, and those Lambda itself sets.
 *
 * Nothing comes from the shell that started the local stack, so a function cannot lean on it.
 */
import { devNull } from 'node:os';
import type { Credentials } from '../contracts.ts';
import type { FunctionSpec } from './function-spec.ts';

export type Surroundings = {
  /** The local AWS endpoint. */
  readonly endpointUrl: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly logStream: string;
};

export const lambdaVariables = (
  spec: FunctionSpec,
  { endpointUrl, region, credentials, logStream }: Surroundings,
): Record<string, string> => ({
  ...spec.variables,
  PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  _HANDLER: spec.handler,
  LAMBDA_TASK_ROOT: spec.taskRoot,
  AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_LAMBDA_FUNCTION_NAME: spec.deployedName,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMegabytes),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroup,
  AWS_LAMBDA_LOG_STREAM_NAME: logStream,
  ...(spec.logLevel === undefined
    ? {}
    : { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: spec.logLevel }),
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
  AWS_ENDPOINT_URL: endpointUrl,
  // Without a HOME the SDK still finds the user's home in the password file, and with it a profile
  // that could send calls to a real account.
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
});
