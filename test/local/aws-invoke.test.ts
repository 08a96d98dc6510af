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
