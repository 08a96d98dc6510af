/** Every operation of AWS that the command line calls is answered by the local stack. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSource } from '../architecture/source.ts';
import { type Fixture, startFixture } from '../local/aws-fixture.ts';
import { callsOf, type Operation, operationsCalledFrom } from './called-operations.ts';

type Client = { send: (command: object) => Promise<unknown>; destroy: () => void };
type Settings = Fixture['operator'];

/** As the command line makes them, by the package that a command comes from. */
const clientOf: Readonly<Record<string, (settings: Settings) => object>> = {
  '@aws-sdk/client-cloudformation': (settings) => new CloudFormationClient(settings),
  '@aws-sdk/client-cloudwatch': (settings) => new CloudWatchClient(settings),
  '@aws-sdk/client-cloudwatch-logs': (settings) => new CloudWatchLogsClient(settings),
  '@aws-sdk/client-dynamodb': (settings) => new DynamoDBClient(settings),
  '@aws-sdk/client-lambda': (settings) => new LambdaClient(settings),
  '@aws-sdk/client-secrets-manager': (settings) => new SecretsManagerClient(settings),
  '@aws-sdk/client-sqs': (settings) => new SQSClient(settings),
  '@aws-sdk/client-sts': (settings) => new STSClient(settings),
  '@aws-sdk/lib-dynamodb': (settings) => DynamoDBDocumentClient.from(new DynamoDBClient(settings)),
};

/** Names of nothing: only whether the operation is known is asked. */
const input = { FunctionName: 'none', SecretId: 'none', TableName: 'none', QueueUrl: 'none' };

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(async () => {
  await fixture?.close();
});

/** What answers say that stand for no such operation, or for one that breaks. */
const unknown = /^(UnknownOperation(Exception)?|InvalidAction|InternalFailure)$/;

/** `known`, or the name of the error that says otherwise. */
const ask = async ({ sdk, command }: Operation): Promise<string> => {
  const make = clientOf[sdk];
  if (make === undefined) return `no client of ${sdk} is made here`;
  const commands: Readonly<Record<string, new (given: object) => object>> = await import(sdk);
  const Command = commands[command];
  if (Command === undefined) return `${sdk} has no ${command}`;
  const client = make({ ...fixture.operator, endpoint: fixture.endpoint.url }) as Client;
  try {
    await client.send(new Command({ ...input, QueueUrl: fixture.refOf('Orders') }));
    return 'known';
  } catch (error) {
    const { name, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    // An error of the client itself has asked nobody.
    if ($metadata?.httpStatusCode === undefined) return `nobody was asked: ${name}`;
    return unknown.test(name) || $metadata.httpStatusCode >= 500 ? name : 'known';
  } finally {
    client.destroy();
  }
};

const { operations, hidden } = operationsCalledFrom('cdk/bridge/main.ts');

describe('what the command line calls of AWS', () => {
  it('is seen by its imports', () => {
    expect(hidden).toEqual([]);
    expect(operations.map(({ command }) => command)).toEqual(
      expect.arrayContaining(['DescribeStacksCommand', 'GetCommand', 'DescribeSecretCommand']),
    );
  });

  it.each(operations)('$sdk $command is answered by the local stack', async (operation) => {
    expect(await ask(operation)).toBe('known');
  });

  it.each([
    ['@aws-sdk/client-cloudformation', 'ListStacksCommand', 'InvalidAction'],
    ['@aws-sdk/client-cloudwatch-logs', 'DescribeQueriesCommand', 'UnknownOperationException'],
    ['@aws-sdk/client-dynamodb', 'TransactWriteItemsCommand', 'UnknownOperationException'],
    ['@aws-sdk/client-lambda', 'GetFunctionCommand', 'UnknownOperationException'],
    ['@aws-sdk/client-secrets-manager', 'CreateSecretCommand', 'UnknownOperationException'],
    ['@aws-sdk/client-sqs', 'ListMessageMoveTasksCommand', 'InvalidAction'],
    ['@aws-sdk/client-sts', 'GetSessionTokenCommand', 'InvalidAction'],
    ['@aws-sdk/client-sns', 'PublishCommand', 'no client of @aws-sdk/client-sns is made here'],
  ])('%s %s would be missed: %s', async (sdk, command, answer) => {
    expect(await ask({ sdk, command })).toBe(answer);
  });
});

describe('the search for calls', () => {
  const calls = (text: string) => callsOf([readSource({ path: 'cdk/bridge/a.ts', text })]);

  it('finds commands by the names that they are imported by', () => {
    const text = `import { SQSClient, type Message, SendMessageCommand as Send } from '@aws-sdk/client-sqs';`;

    expect(calls(text)).toEqual({
      operations: [{ sdk: '@aws-sdk/client-sqs', command: 'SendMessageCommand' }],
      hidden: [],
    });
  });

  it.each([
    ["import * as sqs from '@aws-sdk/client-sqs';", '*'],
    ["import { SQS } from '@aws-sdk/client-sqs';", 'SQS'],
    ["import { paginateListQueues } from '@aws-sdk/client-sqs';", 'paginateListQueues'],
  ])('names what hides them: %s', (text, name) => {
    expect(calls(text)).toEqual({
      operations: [],
      hidden: [`cdk/bridge/a.ts imports ${name} of @aws-sdk/client-sqs`],
    });
  });
});
