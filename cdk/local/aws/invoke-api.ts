/**
 * Lambda's Invoke: finds the function, passes the event on and shapes the answer.
 *
 * An event that is not waited for (`Event`) is tried once; the two retries that Lambda makes minutes
 * later are not made here.
 */
import type { InvocationResult, InvokeFunction, LocalTemplate } from '../contracts.ts';
import type { Call } from './call.ts';
import { answer, type Failure, type Reply, refuse } from './reply.ts';

export type InvokeApi = {
  readonly handle: (call: Call) => Promise<Reply>;
  /** A function's ARN by name, ARN or partial ARN; with `:$LATEST` where the name has it. */
  readonly functionArn: (name: string) => string | undefined;
  /** Runs a function for a service of AWS, by its ARN. */
  readonly ask: (arn: string, payload: unknown) => Promise<InvocationResult>;
};

const payloadBytesMax = 6 * 1_024 * 1_024;

/** The one version there is here, as a name or an ARN may end in. */
const latest = /:\$LATEST$/;

export type InvokeApiOptions = {
  readonly template: LocalTemplate;
  readonly invoke: InvokeFunction;
  /** Told of an event that nobody waits for and that found no free process. */
  readonly reportLost: (functionLogicalId: string) => void;
};

export const makeInvokeApi = ({ template, invoke, reportLost }: InvokeApiOptions): InvokeApi => {
  const functions = [...template.resources.values()].filter(
    (resource) => resource.type === 'AWS::Lambda::Function',
  );
  const find = (name: string) =>
    functions.find(({ ref, attributes: { Arn } }) =>
      [ref, Arn, `${Arn?.split(':')[4]}:function:${ref}`].includes(name.replace(latest, '')),
    );
  return {
    functionArn: (name) => {
      const arn = find(name)?.attributes.Arn;
      return arn && `${arn}${latest.exec(name)?.[0] ?? ''}`;
    },
    ask: async (arn, payload) => {
      const target = find(arn);
      return target === undefined
        ? { kind: 'function-error', errorType: 'NotFound', message: `no function ${arn}` }
        : invoke(target.logicalId, payload);
    },
    handle: async ({ parameters, body }) => {
      const target = find(String(parameters.FunctionName));
      if (target === undefined) return refuse('lambda', notFound(String(parameters.FunctionName)));
      const event = readEvent(body);
      if (event.kind === 'refused') return refuse('lambda', event.failure);
      if (parameters.Qualifier !== undefined && parameters.Qualifier !== '$LATEST')
        return refuse('lambda', notFound(`${target.ref}:${String(parameters.Qualifier)}`));
      if (parameters.InvocationType === 'DryRun') return { ...answer('lambda', ''), status: 204 };
      const result = invoke(target.logicalId, event.payload);
      if (parameters.InvocationType !== 'Event') return answerOf(await result);
      // Nobody waits for this answer; what the function did is in its log.
      result.then(
        ({ kind }) => kind === 'throttled' && reportLost(target.logicalId),
        () => undefined,
      );
      return { ...answer('lambda', ''), status: 202, body: '' };
    },
  };
};

type Event =
  | { readonly kind: 'event'; readonly payload: unknown }
  | { readonly kind: 'refused'; readonly failure: Failure };

const readEvent = (body: Buffer): Event => {
  if (body.length > payloadBytesMax) {
    const message = `${body.length} byte payload is too large for the RequestResponse invocation type (limit ${payloadBytesMax} bytes)`;
    return { kind: 'refused', failure: { status: 413, code: 'RequestTooLargeException', message } };
  }
  try {
    return { kind: 'event', payload: JSON.parse(body.toString('utf8') || '{}') };
  } catch {
    const message = 'Could not parse request body into json';
    return {
      kind: 'refused',
      failure: { status: 400, code: 'InvalidRequestContentException', message },
    };
  }
};

const notFound = (name: string): Failure => ({
  status: 404,
  code: 'ResourceNotFoundException',
  message: `Function not found: ${name}`,
});

const answerOf = (result: InvocationResult): Reply => {
  if (result.kind === 'throttled')
    return refuse('lambda', {
      status: 429,
      code: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
    });
  const executed = { 'x-amz-executed-version': '$LATEST' };
  if (result.kind === 'answered') {
    const reply = answer('lambda', result.payload ?? null);
    return { ...reply, headers: { ...reply.headers, ...executed } };
  }
  const { errorType, message } = result;
  const reply = answer('lambda', { errorType, errorMessage: message, trace: [] });
  const headers = { ...reply.headers, ...executed, 'x-amz-function-error': 'Unhandled' };
  return { ...reply, headers };
};
