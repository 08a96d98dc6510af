/**
 * The services behind the endpoint: started empty, filled with the template's resources, stopped.
 */
import type { InvokeFunction, LocalTemplate } from '../contracts.ts';
import type { Monitoring } from '../monitoring/monitoring.ts';
import { localAccountId, type Surroundings } from '../template/surroundings.ts';
import { makeAlarmApi } from './alarm-api.ts';
import type { Call, Service } from './call.ts';
import type { Caller } from './callers.ts';
import type { EmulatorUrls } from './create-queues.ts';
import { answerIdentity } from './identity-api.ts';
import { makeInvokeApi } from './invoke-api.ts';
import { findLogFiles, makeLogsApi } from './logs-api.ts';
import { makeObjectApi } from './object-api.ts';
import type { OutsideEndpoints } from './outside.ts';
import { makeQueueAges, type QueueAges } from './queue-ages.ts';
import { makeQueueApi } from './queue-api.ts';
import type { Reply } from './reply.ts';
import type { ArnLookup } from './requirements.ts';
import { makeSecretApi } from './secret-api.ts';
import { makeSecretStore, type SecretStore } from './secret-store.ts';
import { makeStackApi } from './stack-api.ts';
import { type Emulators, fillEmulators, startEmulators } from './start-emulators.ts';
import { makeTopicApi } from './topic-api.ts';

type Perform = (call: Call, caller: Caller | undefined) => Promise<Reply>;

export type AwsServices = {
  /** @param caller - nothing for the operator. */
  readonly perform: Perform;
  readonly lookup: ArnLookup;
  readonly queueAges: QueueAges;
  readonly ageSecret: SecretStore['age'];
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
  /** Alarms and topics, once they are there. @default - they never are */
  readonly monitoring?: () => Monitoring | undefined;
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
  const emulators = await startEmulators(options);
  const secrets = makeSecretStore();
  const emulatorUrls = await fillEmulators(template, emulators, secrets).catch(async (error) => {
    await emulators.close();
    throw error;
  });
  const lambda = makeInvokeApi({ template, invoke, reportLost });
  const queueAges = makeQueueAges();
  const at = { stackName: template.stackName, region, accountId: localAccountId, endpointUrl };
  const backs = { emulators, emulatorUrls, secrets, lambda, queueAges };
  const handlers = makeHandlers(options, backs, at);
  const secretArn = (secretId: string) => secrets.find(secretId)?.arn;
  const { functionArn } = lambda;
  return {
    perform: (call, caller) => handlers[call.service](call, caller),
    lookup: { at, secretArn, functionArn, partitionKey: findPartitionKey(template) },
    queueAges,
    ageSecret: secrets.age,
    close: emulators.close,
  };
};

/** What answers behind the endpoint. */
type Backs = {
  readonly emulators: Emulators;
  readonly emulatorUrls: EmulatorUrls;
  readonly secrets: SecretStore;
  readonly lambda: ReturnType<typeof makeInvokeApi>;
  readonly queueAges: QueueAges;
};

const makeHandlers = (
  { template, logs, gatewayUrl = () => undefined, monitoring = () => undefined }: ServicesOptions,
  { emulators, emulatorUrls, secrets, lambda, queueAges }: Backs,
  at: Surroundings,
): Readonly<Record<Service, Perform>> => {
  const { queues, tables, objects } = emulators;
  const { endpointUrl, region } = at;
  const { forward } = queues;
  const queueApi = makeQueueApi({ forward, endpointUrl, region, emulatorUrls });
  const secretApi = makeSecretApi(secrets, lambda.ask);
  const stackApi = makeStackApi({ template, at, gatewayUrl });
  return {
    sqs: hearAges(queueApi, queueAges),
    dynamodb: (call) => tables.forward.send(call),
    secretsmanager: async (call) => secretApi(call),
    lambda: lambda.handle,
    s3: makeObjectApi(objects.forward),
    logs: makeLogsApi(findLogFiles(template, logs)),
    cloudformation: async (call) => stackApi(call),
    cloudwatch: makeAlarmApi(() => monitoring()?.alarms),
    sns: makeTopicApi(() => monitoring()?.topics),
    sts: async (call, caller) => answerIdentity(call, caller),
  };
};

/** Only what was done changes a queue. */
const hearAges =
  (perform: (call: Call) => Promise<Reply>, ages: QueueAges): Perform =>
  async (call) => {
    const reply = await perform(call);
    if (reply.status === 200) ages.hear(call, reply.body.toString(), Date.now());
    return reply;
  };
