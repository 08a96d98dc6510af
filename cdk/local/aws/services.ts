/**
 * The services behind the endpoint: started empty, filled with the template's resources, stopped.
 */
import type { InvokeFunction, LocalTemplate } from '../contracts.ts';
import { localAccountId } from '../template/surroundings.ts';
import type { Call, Service } from './call.ts';
import { createResources } from './create-resources.ts';
import { startQueueEmulator, startTableEmulator } from './emulators.ts';
import { makeForward } from './forward.ts';
import { makeInvokeApi } from './invoke-api.ts';
import { makeQueueApi } from './queue-api.ts';
import type { Reply } from './reply.ts';
import type { ArnLookup } from './requirements.ts';
import { makeSecretApi } from './secret-api.ts';
import { makeSecretStore } from './secret-store.ts';

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
};

export const startServices = async ({
  template,
  endpointUrl,
  region,
  invoke,
}: ServicesOptions): Promise<AwsServices> => {
  const { queues, tables, close } = await startEmulators(region);
  const secrets = makeSecretStore();
  try {
    await createResources(template, { queues, tables, secrets });
  } catch (error) {
    await close();
    throw error;
  }
  const lambda = makeInvokeApi(template, invoke);
  const secretApi = makeSecretApi(secrets);
  const handlers: Readonly<Record<Service, (call: Call) => Promise<Reply>>> = {
    sqs: makeQueueApi(queues, endpointUrl),
    dynamodb: tables.send,
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

const startEmulators = async (region: string) => {
  const [queueEmulator, tableEmulator] = await Promise.all([
    startQueueEmulator(region),
    startTableEmulator(),
  ]);
  const queues = makeForward(queueEmulator, 'sqs', region);
  const tables = makeForward(tableEmulator, 'dynamodb', region);
  const close = async () => {
    // The queues' emulator ends its long polls; the tables' one would fail on a call that is cut off.
    await Promise.all([queueEmulator.close(), tables.close()]);
    await Promise.all([queues.close(), tableEmulator.close()]);
  };
  return { queues, tables, close };
};
