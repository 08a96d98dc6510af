/**
 * The services behind the endpoint: started empty, filled with the template's resources, stopped.
 */
import type { InvokeFunction, LocalTemplate } from '../contracts.ts';
import { localAccountId } from '../template/surroundings.ts';
import type { Call, Service } from './call.ts';
import type { Caller } from './callers.ts';
import { answerIdentity } from './identity-api.ts';
import { makeInvokeApi } from './invoke-api.ts';
import { findLogFiles, makeLogsApi } from './logs-api.ts';
import { makeObjectApi } from './object-api.ts';
import type { OutsideEndpoints } from './outside.ts';
import { makeQueueApi } from './queue-api.ts';
import type { Reply } from './reply.ts';
import type { ArnLookup } from './requirements.ts';
import { makeSecretApi } from './secret-api.ts';
import { makeSecretStore } from './secret-store.ts';
import { makeStackApi } from './stack-api.ts';
import { fillEmulators, startEmulators } from './start-emulators.ts';

type Perform = (call: Call, caller: Caller | undefined) => Promise<Reply>;

export type AwsServices = {
  /** @param caller - nothing for the operator. */
  readonly perform: Perform;
  readonly lookup: ArnLookup;
  readonly close: () => Promise<void>;
};

export type ServicesOptions = {
  readonly template: LocalTemplate;
  /** Where clients reach the services. */
  readonly endpointUrl: string;
  readonly region: string;
  readonly invoke: InvokeFunction;
  /** Told of an event for a function that found no free process. @default - nobody is */
  readonly reportLost?: (functionLogicalId: string) => void;
  /** Where the local gateway listens, once it does. @default - it never does */
  readonly gatewayUrl?: () => string | undefined;
  /** Emulators that run elsewhere. @default - all are embedded */
  readonly outside?: OutsideEndpoints;
  /** The folder with the functions' lines. @default - there are no log groups */
  readonly logs?: string;
  /** Told what takes long. */
  readonly note?: (line: string) => void;
};

/** Both kinds of table have the same properties. */
const findPartitionKey = ({ resources }: LocalTemplate): ArnLookup['partitionKey'] => {
  const keys = [...resources.values()].flatMap(({ ref, properties: { KeySchema } }) =>
    Array.isArray(KeySchema) ? [[ref, String(KeySchema[0]?.AttributeName)] as const] : [],
  );
  return (table) => new Map(keys).get(table);
};

/** @throws a refusal when an emulator does not take what the template asks for. */
export const startServices = async (options: ServicesOptions): Promise<AwsServices> => {
  const { template, endpointUrl, region, invoke, reportLost = () => {} } = options;
  const { gatewayUrl = () => undefined } = options;
  const emulators = await startEmulators(options);
  const secrets = makeSecretStore();
  const emulatorUrls = await fillEmulators(template, emulators, secrets).catch(async (error) => {
    await emulators.close();
    throw error;
  });
  const { queues, tables, objects, close } = emulators;
  const lambda = makeInvokeApi({ template, invoke, reportLost });
  const secretApi = makeSecretApi(secrets);
  const at = { stackName: template.stackName, region, accountId: localAccountId, endpointUrl };
  const stackApi = makeStackApi({ template, at, gatewayUrl });
  const handlers: Readonly<Record<Service, Perform>> = {
    sqs: makeQueueApi({ forward: queues.forward, endpointUrl, region, emulatorUrls }),
    dynamodb: (call) => tables.forward.send(call),
    secretsmanager: async (call) => secretApi(call),
    lambda: lambda.handle,
    s3: makeObjectApi(objects.forward),
    logs: makeLogsApi(findLogFiles(template, options.logs)),
    cloudformation: async (call) => stackApi(call),
    sts: async (call, caller) => answerIdentity(call, caller),
  };
  const secretArn = (secretId: string) => secrets.find(secretId)?.arn;
  return {
    perform: (call, caller) => handlers[call.service](call, caller),
    lookup: {
      at,
      secretArn,
      functionArn: lambda.functionArn,
      partitionKey: findPartitionKey(template),
    },
    close,
  };
};
