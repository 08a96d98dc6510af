/**
 * The AWS clients of an environment: the simulated services behind a network with its faults.
 *
 * Each call has a name that stays when other faults are taken away: the operation, and what it is about
 * (an item's id, a message group), never a message's id or a receipt handle, which are counted through.
 */
import { type AnyClient, makeClient } from '../aws/client.ts';
import { type Command, operationOf } from '../aws/command.ts';
import type { CallOptions, Environment } from '../contracts.ts';

type Service = { readonly apply: (command: Command) => object };

export type AwsServices = {
  readonly dynamo: Service;
  readonly sqs: Service;
  readonly secrets: Service;
};

export type AwsEdgesOptions = {
  readonly services: AwsServices;
  /** By port, for instance `dynamodb.PutItem`, and what the call is about. */
  readonly ratesOf: (port: string, subject: string) => Readonly<Record<string, number>>;
  /** Called after each call's effect, or its refusal, for who watches the services. */
  readonly afterEffect?: () => void;
};

export type AwsEdges = {
  /** For items in DynamoDB's own form and for plain ones. */
  readonly dynamo: AnyClient;
  readonly documents: AnyClient;
  readonly sqs: AnyClient;
  /** Like `makePatientSqs`. */
  readonly patientSqs: AnyClient;
  readonly secrets: AnyClient;
};

type Input = Readonly<Record<string, unknown>>;

/** lib/adapters/aws-clients.ts, `makePatientSqs`. */
const patientMillis = 5_000;

/** One for a run: it remembers which message is of which group. */
export const makeAwsEdges = ({ services, ratesOf, afterEffect }: AwsEdgesOptions) => {
  const groups = new Map<string, string>();

  return (environment: Environment): AwsEdges => {
    const clientOf = (
      name: keyof typeof prefixes,
      subjectOf: (input: Input) => string,
      patience: CallOptions = {},
    ): AnyClient =>
      makeClient((command, { abortSignal }) => {
        const port = `${prefixes[name]}.${operationOf(command).name}`;
        const subject = subjectOf(command.input as Input);
        const effect = () => {
          try {
            const answer = services[name].apply(command);
            if (name === 'sqs') rememberGroups(groups, command.input as Input, answer);
            return answer;
          } finally {
            afterEffect?.();
          }
        };
        return environment.call(port, subject, ratesOf(port, subject), effect, {
          ...patience,
          ...(abortSignal === undefined ? {} : { signal: abortSignal }),
          delayMillis: (answer) => pollMillisOf(command.input as Input, answer),
        });
      });
    const aboutMessages = (input: Input) => messageSubject(groups, input);
    const dynamo = clientOf('dynamo', itemSubject);
    return {
      dynamo,
      documents: dynamo,
      sqs: clientOf('sqs', aboutMessages),
      patientSqs: clientOf('sqs', aboutMessages, { patienceMillis: patientMillis }),
      secrets: clientOf('secrets', ({ SecretId }) => String(SecretId)),
    };
  };
};

const prefixes = { dynamo: 'dynamodb', sqs: 'sqs', secrets: 'secrets' } as const;

const isInput = (value: unknown): value is Input => typeof value === 'object' && value !== null;

/** In both forms: `{id: 'x'}` and `{id: {S: 'x'}}`. */
const idOf = (item: unknown): string | undefined => {
  const id = isInput(item) ? item['id'] : undefined;
  return isInput(id) ? String(id['S']) : (id as string | undefined);
};

/** Of several items an order's own: the circuit's is in every batch. */
const itemSubject = (input: Input): string => {
  const [tables] = Object.values(input['RequestItems'] ?? {}).map((asked: Input) => asked['Keys']);
  const ids = Array.isArray(tables) ? tables.map(idOf) : [];
  const several = ids.find((id) => id?.startsWith('order#')) ?? ids[0];
  const one = idOf(input['Key']) ?? idOf(input['Item']) ?? several;
  return one ?? String(input['IndexName'] ?? input['TableName']);
};

const messageSubject = (groups: ReadonlyMap<string, string>, input: Input): string => {
  const [first] = Array.isArray(input['Entries']) ? input['Entries'] : [input];
  const handle: unknown = isInput(first) ? first['ReceiptHandle'] : undefined;
  const [messageId = ''] = typeof handle === 'string' ? handle.split('/') : [];
  return String(input['MessageGroupId'] ?? groups.get(messageId) ?? queueName(input['QueueUrl']));
};

const queueName = (queueUrl: unknown): string => String(queueUrl).split('/').at(-1) ?? '';

const rememberGroups = (groups: Map<string, string>, input: Input, answer: object): void => {
  if ('MessageId' in answer && typeof input['MessageGroupId'] === 'string') {
    groups.set(String(answer.MessageId), input['MessageGroupId']);
  }
};

/** A receive that finds nothing waits as long as it was told. */
const pollMillisOf = (input: Input, answer: object): number => {
  const isEmpty = !('Messages' in answer) || answer.Messages === undefined;
  const seconds = input['WaitTimeSeconds'];
  return isEmpty && typeof seconds === 'number' ? seconds * 1_000 : 0;
};
