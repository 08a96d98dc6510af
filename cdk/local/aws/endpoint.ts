/**
 * The local AWS API on one address: who calls, may they, which service answers.
 *
 * Every start is empty: nothing is kept beyond the process, or it is deleted at the next start.
 */
import type { Admit, AwsEndpoint, Denial, InvokeFunction, LocalTemplate } from '../contracts.ts';
import type { Monitoring } from '../monitoring/monitoring.ts';
import { startRefused } from '../start-refused.ts';
import { loadTemplate } from '../template/load-template.ts';
import { type Authorizer, makeAuthorizer, type Usage } from './authorize.ts';
import { type Call, identifyCall } from './call.ts';
import { type Caller, type Callers, makeCallers, operator } from './callers.ts';
import { denialReply } from './denial-reply.ts';
import { type AnswerRequest, startHttpServer } from './http-server.ts';
import type { OutsideEndpoints } from './outside.ts';
import type { QueueAges } from './queue-ages.ts';
import { type Reply, refuse } from './reply.ts';
import { requirementsOf } from './requirements.ts';
import { type AwsServices, startServices } from './services.ts';

export type EndpointOptions = {
  /** 0 takes any free one. */
  readonly port: number;
  /** The folder that `cdk synth` wrote. */
  readonly assemblyDir: string;
  readonly region?: string;
  /** Runs a function of the template; what Lambda's Invoke is passed on to. */
  readonly invoke: InvokeFunction;
  /** Told of every call that a role does not allow. */
  readonly report: (denial: Denial) => void;
  /** Told of an event for a function that nobody waits for and no process took. @default - nobody is */
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

export type LocalAwsEndpoint = AwsEndpoint & {
  /** What functions have used of what they may do, since the start. */
  readonly usage: () => readonly Usage[];
  readonly queueAges: QueueAges;
  /** As if so many days had passed since the secret was set. */
  readonly ageSecret: AwsServices['ageSecret'];
};

/**
 * Listens before it resolves the template, because the queues' URLs carry the port; calls that come
 * earlier wait.
 *
 * @throws a refusal that names everything in the template that the local stack does not support.
 */
export const startAwsEndpoint = async ({
  port,
  assemblyDir,
  region = 'us-east-1',
  invoke,
  report,
  ...rest
}: EndpointOptions): Promise<LocalAwsEndpoint> => {
  const ready = Promise.withResolvers<AnswerRequest>();
  const server = await startHttpServer(port, async (request, body) =>
    (await ready.promise)(request, body),
  );
  try {
    const template = await readTemplate(assemblyDir, server.url, region);
    const endpointUrl = server.url;
    const services = await startServices({ template, endpointUrl, region, invoke, ...rest });
    const callers = makeCallers(template);
    const authorizer = makeAuthorizer();
    ready.resolve(makeAnswer({ services, callers, authorizer, report }));
    return {
      url: server.url,
      template,
      credentialsOf: callers.credentialsOf,
      admit: makeAdmit({ callers, authorizer, report }),
      usage: authorizer.usage,
      queueAges: services.queueAges,
      ageSecret: services.ageSecret,
      close: async () => {
        await server.close();
        await services.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
};

const readTemplate = async (
  assemblyDir: string,
  endpointUrl: string,
  region: string,
): Promise<LocalTemplate> => {
  const loaded = await loadTemplate({ assemblyDir, endpointUrl, region });
  if (loaded.kind === 'template') return loaded.template;
  const faults = loaded.faults.map((fault) => `\n  ${fault}`).join('');
  throw startRefused(
    `the template cannot run on this machine as it would be deployed:${faults}`,
    1,
  );
};

type Answering = {
  readonly services: AwsServices;
  readonly callers: Callers;
  readonly authorizer: Authorizer;
  readonly report: EndpointOptions['report'];
};

const makeAnswer =
  (answering: Answering): AnswerRequest =>
  async (request, body) => {
    const identified = identifyCall(request, body);
    if (identified.kind === 'call') {
      const { call } = identified;
      const caller = answering.callers.callerOf(call.accessKeyId);
      return deny(answering, call, caller) ?? answering.services.perform(call, caller);
    }
    return identified.kind === 'unknown'
      ? refuse('dynamodb', {
          status: 404,
          code: 'UnknownOperationException',
          message: 'the local stack has no such AWS service',
        })
      : refuse('dynamodb', {
          status: 400,
          code: 'SerializationException',
          message: 'the body is no JSON object',
        });
  };

const makeAdmit =
  ({ callers, authorizer, report }: Omit<Answering, 'services'>): Admit =>
  (accessKeyId, permission) => {
    const caller = callers.callerOf(accessKeyId);
    if (caller === undefined) return operator;
    const denial = authorizer.authorize(caller, [permission]);
    if (denial === undefined) return caller;
    report(denial);
    return undefined;
  };

const deny = (
  { services, authorizer, report }: Answering,
  call: Call,
  caller: Caller | undefined,
): Reply | undefined => {
  if (caller === undefined) return undefined;
  const denial = authorizer.authorize(caller, requirementsOf(call, services.lookup));
  if (denial === undefined) return undefined;
  report(denial);
  return denialReply(call.service, caller, denial);
};
