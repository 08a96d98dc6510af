import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import type { InvocationResult } from '../../cdk/local/contracts.ts';
import { type Fixture, failureOf, resourcesWith, startFixture } from './aws-fixture.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const start = async (result: InvocationResult) => {
  const calls: unknown[] = [];
  const fixture: Fixture = await startFixture(resourcesWith(), async (logicalId, payload) => {
    calls.push([logicalId, payload]);
    return result;
  });
  const lambda = new LambdaClient(fixture.operator);
  closing.push(async () => {
    lambda.destroy();
    await fixture.close();
  });
  const invoke = async (input: Partial<InvokeCommandInput> = {}) => {
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: fixture.refOf('Deliver'), Payload: '{"a":1}', ...input }),
    );
    const text = answer.Payload?.transformToString();
    return { ...answer, body: text ? (JSON.parse(text) as unknown) : undefined };
  };
  return { fixture, calls, invoke };
};

describe('an invocation through the AWS API', () => {
  it('reaches the function by name and by ARN, and brings its answer back', async () => {
    const { fixture, calls, invoke } = await start({
      kind: 'answered',
      payload: { done: true },
      billedMillis: 3,
    });
    const arn = fixture.endpoint.template.resources.get('Deliver')?.attributes.Arn;

    const answers = [await invoke(), await invoke({ FunctionName: arn })];
    expect(
      answers.map(({ StatusCode, FunctionError, body }) => [StatusCode, FunctionError, body]),
    ).toEqual(Array(2).fill([200, undefined, { done: true }]));
    expect(calls).toEqual(Array(2).fill(['Deliver', { a: 1 }]));
  });

  it('reaches the function by its one version, however it is named', async () => {
    const { fixture, calls, invoke } = await start({
      kind: 'answered',
      payload: null,
      billedMillis: 1,
    });
    const name = fixture.refOf('Deliver');
    const arn = fixture.endpoint.template.resources.get('Deliver')?.attributes.Arn;
    const ways: Partial<InvokeCommandInput>[] = [
      { FunctionName: `${name}:$LATEST` },
      { FunctionName: `${arn}:$LATEST` },
      { FunctionName: `000000000000:function:${name}:$LATEST` },
      { Qualifier: '$LATEST' },
      { FunctionName: `${name}:$LATEST`, Qualifier: '$LATEST' },
    ];
    for (const way of ways) await invoke(way);

    expect(calls).toEqual(ways.map(() => ['Deliver', { a: 1 }]));
  });

  it.each([':7', ':$LATEST:$LATEST', '$LATEST', ':$latest'])(
    'reaches no other version: %s',
    async (version) => {
      const { fixture, calls, invoke } = await start({ kind: 'throttled' });
      const FunctionName = `${fixture.refOf('Deliver')}${version}`;

      expect(await failureOf(invoke({ FunctionName }))).toMatchObject({ status: 404 });
      expect(calls).toEqual([]);
    },
  );

  it('needs a permission on the version that it names, as on AWS', async () => {
    const Resource = { 'Fn::Sub': `\${Deliver.Arn}:$LATEST` };
    const statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource };
    const { endpoint, deliver, refOf, denials, close } = await startFixture(
      resourcesWith([statement]),
      async () => ({ kind: 'answered', payload: null, billedMillis: 1 }),
    );
    const lambda = new LambdaClient(deliver);
    closing.push(async () => {
      lambda.destroy();
      await close();
    });
    const arn = endpoint.template.resources.get('Deliver')?.attributes.Arn;
    const FunctionName = refOf('Deliver');
    for (const way of [{}, { Qualifier: '$LATEST' }])
      await failureOf(lambda.send(new InvokeCommand({ FunctionName, ...way })));
    await lambda.send(new InvokeCommand({ FunctionName: `${arn}:$LATEST` }));

    expect(denials.map(({ resource }) => resource)).toEqual([arn]);
  });

  it('that nobody waits for is accepted and carried out', async () => {
    const { calls, invoke } = await start({ kind: 'answered', payload: null, billedMillis: 1 });

    expect((await invoke({ InvocationType: 'Event' })).StatusCode).toBe(202);
    expect(calls).toEqual([['Deliver', { a: 1 }]]);
  });

  it("tells of the function's own error as Lambda does", async () => {
    const { invoke } = await start({
      kind: 'function-error',
      errorType: 'TypeError',
      message: 'no order',
    });

    expect(await invoke()).toMatchObject({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      body: { errorType: 'TypeError', errorMessage: 'no order' },
    });
  });

  it('fails when nothing is free, and when there is no such function', async () => {
    const { invoke } = await start({ kind: 'throttled' });

    expect(await failureOf(invoke())).toMatchObject({
      name: 'TooManyRequestsException',
      status: 429,
    });
    expect(await failureOf(invoke({ FunctionName: 'nobody' }))).toMatchObject({
      name: 'ResourceNotFoundException',
      status: 404,
    });
    expect(await failureOf(invoke({ Payload: 'no json' }))).toMatchObject({
      name: 'InvalidRequestContentException',
      status: 400,
    });
  });
});
