/**
 * The services behind the endpoint: started empty, filled with the template's resources, stopped.
 */
import type { InvokeFunction, LocalTemplate } from '../contracts.ts';
import { localAccountId } from '../template/surroundings.ts';
import type { Call, Service } from './call.ts';
import { makeInvokeApi } from './invoke-api.ts';
import type { OutsideEndpoints } from './outside.ts';
import { makeQueueApi } from './queue-api.ts';
import type { Reply } from './reply.ts';
import type { ArnLookup } from './requirements.ts';
import { makeSecretApi } from './secret-api.ts';
import { makeSecretStore } from './secret-store.ts';
import { fillEmulators, startEmulators } from './start-emulators.ts';

export type AwsServices = {
  readonly perform: (call: Call) => Promise<Reply>;
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
  /** Emulators that run elsewhere. @default - all are embedded */
  readonly outside?: OutsideEndpoints;
  /** Told what takes long. */
  readonly note?: (line: string) => void;
};

/** @throws a refusal when an emulator does not take what the template asks for. */
export const startServices = async (options: ServicesOptions): Promise<AwsServices> => {
  const { template, endpointUrl, region, invoke, reportLost = () => {} } = options;
  const emulators = await startEmulators(options);
  const secrets = makeSecretStore();
  const emulatorUrls = await fillEmulators(template, emulators, secrets).catch(async (error) => {
    await emulators.close();
    throw error;
  });
  const { queues, tables, close } = emulators;
  const lambda = makeInvokeApi({ template, invoke, reportLost });
  const secretApi = makeSecretApi(secrets);
  const handlers: Readonly<Record<Service, (call: Call) => Promise<Reply>>> = {
    sqs: makeQueueApi({ forward: queues.forward, endpointUrl, region, emulatorUrls }),
    dynamodb: (call) => tables.forward.send(call),
    secretsmanager: async (call) => secretApi(call),
    lambda: lambda.handle,
  };
  const at = { stackName: template.stackName, region, accountId: localAccountId, endpointUrl };
  const secretArn = (secretId: string) => secrets.find(secretId)?.arn;
  return {
    perform: (call) => handlers[call.service](call),
    lookup: { at, secretArn, functionArn: lambda.functionArn },
    close,
  };
};
