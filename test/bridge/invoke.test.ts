/** What an operator is told when a function of the stage fails, or answers what nobody expects. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { speaking } from '../../cdk/bridge/aws-fault.ts';
import { answerSchemas } from '../../cdk/bridge/dead-letters/answers.ts';
import { openDesk } from '../../cdk/bridge/dead-letters/letters-desk.ts';
import { exitCodeOf } from '../../cdk/bridge/refusal.ts';
import { production } from './seen-circuits.ts';
import { seenJob } from './seen-letters.ts';

type Answer = { readonly status?: number; readonly headers?: object; readonly body: unknown };
type Asked = { readonly path: string; readonly type: unknown; readonly body: unknown };

let answer: Answer;
const asked: Asked[] = [];
/** Lambda's Invoke, which answers as AWS documents it. */
const server = createServer(async (request, response) => {
  const text = Buffer.concat(await request.toArray()).toString();
  const type = request.headers['x-amz-invocation-type'];
  asked.push({ path: request.url ?? '', type, body: JSON.parse(text) });
  const headers = { 'Content-Type': 'application/json', ...answer.headers };
  response.writeHead(answer.status ?? 200, headers).end(JSON.stringify(answer.body));
});
let lambda: LambdaClient;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const endpoint = `http://127.0.0.1:${port}`;
  lambda = new LambdaClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const desk = () => openDesk({ lambda, names: production });
const faultOf = async (given: Answer): Promise<string> => {
  answer = given;
  const plan = desk().browse({ action: 'plan' }, answerSchemas.plan);
  return speaking('AWS', plan).then(
    (value) => JSON.stringify(value),
    (error: Error) => `${exitCodeOf(error)}: ${error.message}`,
  );
};
const failed = { 'X-Amz-Function-Error': 'Unhandled' };
const skew = 'answered what this command cannot read: they are of different releases';

describe('one line says', () => {
  it.each<[string, Answer, string]>([
    [
      'why it threw',
      {
        headers: failed,
        body: { errorType: 'Error', errorMessage: 'no\n table', trace: ['at x'] },
      },
      'the function Browse failed: Error: no table; its log says more',
    ],
    [
      'that its time was over',
      {
        headers: failed,
        body: { errorMessage: '2026-11-22 r1 Task timed out after 60.00 seconds' },
      },
      'the function Browse failed: 2026-11-22 r1 Task timed out after 60.00 seconds; its log says more',
    ],
    [
      'that nobody says why',
      { headers: failed, body: null },
      'the function Browse failed: nobody says why; its log says more',
    ],
    [
      'what it refuses',
      { body: { kind: 'refused', code: 'of_a_later_release', fault: 'not\r now' } },
      'not now',
    ],
    [
      'that the answer is another one',
      { body: { kind: 'job', job: seenJob() } },
      `the function Browse ${skew}`,
    ],
    ['that the answer is none', { body: 'ok' }, `the function Browse ${skew}`],
    [
      'that a right is missing',
      {
        ...{ status: 403, headers: { 'X-Amzn-ErrorType': 'AccessDeniedException' } },
        body: { Message: 'User: u is not authorized to perform: lambda:InvokeFunction' },
      },
      'these credentials have not the right to do that: User: u is not authorized to perform: lambda:InvokeFunction',
    ],
  ])('%s', async (_what, given, fault) => {
    expect(await faultOf(given)).toBe(`1: ${fault}`);
  });
});

it('whoever acts asks the function that may; a kick does not wait for its end', async () => {
  answer = { body: { kind: 'job', job: seenJob() } };
  asked.length = 0;
  const job = await desk().operate({ action: 'stop', jobId: 'j1', by: 'ann' });
  answer = { status: 202, body: '' };
  await desk().kick();

  expect(job).toEqual(seenJob());
  const path = '/2015-03-31/functions/Replay/invocations';
  expect(asked).toEqual([
    { path, type: undefined, body: { action: 'stop', jobId: 'j1', by: 'ann' } },
    { path, type: 'Event', body: { action: 'work' } },
  ]);
});
