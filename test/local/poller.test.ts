import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ReceiveMessageCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { afterEach, describe, expect, it } from 'vitest';
import type { InvocationResult, LocalResource } from '../../cdk/local/contracts.ts';
import { judgeAnswer } from '../../cdk/local/poller/batch-answer.ts';
import { startPollers } from '../../cdk/local/poller/poller.ts';
import {
  eventually,
  fixtureCredentials,
  functionResource,
  resource,
  templateOf,
} from './host-fixture.ts';

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const region = 'eu-central-1';
const queueArn = `arn:aws:sqs:${region}:000000000000:orders.fifo`;
const answered = (payload: unknown): InvocationResult => ({
  kind: 'answered',
  payload,
  billedMillis: 1,
});

type SqsEvent = { Records: { messageId: string; body: string }[] };

const resourcesOf = (queueUrl: string, mapping: object): LocalResource[] => [
  functionResource('F'),
  {
    ...resource('Orders', 'AWS::SQS::Queue', {}, queueUrl),
    attributes: { Arn: queueArn },
  },
  resource('Mapping', 'AWS::Lambda::EventSourceMapping', {
    EventSourceArn: queueArn,
    FunctionName: 'f',
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...mapping,
  }),
];

/** A queue on an emulator, with a poller whose function answers by `respond`. */
const world = async (
  respond: (event: SqsEvent) => InvocationResult | Promise<InvocationResult>,
  { mapping = {}, visibility = 30 }: { mapping?: object; visibility?: number } = {},
) => {
  const emulator = await startFauxqs({
    port: 0,
    host: '127.0.0.1',
    logger: false,
    defaultRegion: region,
  });
  emulator.createQueue('orders.fifo', {
    region,
    attributes: { FifoQueue: 'true', VisibilityTimeout: String(visibility) },
  });
  const url = `http://127.0.0.1:${emulator.port}`;
  const queueUrl = `${url}/000000000000/orders.fifo`;
  const client = new SQSClient({ endpoint: url, region, credentials: fixtureCredentials });
  const events: SqsEvent[] = [];
  const reports: string[] = [];
  const start = () => {
    const pollers = startPollers({
      endpoint: {
        url,
        template: templateOf(resourcesOf(queueUrl, mapping)),
        credentialsOf: () => fixtureCredentials,
      },
      region,
      invoke: async (_id, event) => {
        events.push(event as SqsEvent);
        return respond(event as SqsEvent);
      },
      report: (line) => reports.push(line),
    });
    endings.push(pollers.close);
    return pollers;
  };
  endings.push(() => emulator.stop());
  let sent = 0;
  return {
    events,
    reports,
    client,
    queueUrl,
    start,
    send: (body: string, more: Partial<SendMessageCommandInput> = {}) =>
      client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: body,
          MessageGroupId: body,
          MessageDeduplicationId: `${body}-${sent++}`,
          ...more,
        }),
      ),
    /** Bodies of the messages that are still there, in flight or not. */
    left: () => {
      const messages = emulator.inspectQueue('orders.fifo')?.messages;
      return [
        ...(messages?.ready ?? []),
        ...(messages?.inflight ?? []).map(({ message }) => message),
      ].map((message) => message.body);
    },
  };
};

const bodiesOf = (events: readonly SqsEvent[]) =>
  events.flatMap(({ Records }) => Records.map(({ body }) => body)).toSorted();

describe('the poller', () => {
  it('receives nothing while its mapping is disabled, and goes on when it is enabled', async () => {
    const { send, start, events, left } = await world(() => answered({ batchItemFailures: [] }));
    const pollers = start();
    await send('a');
    await eventually(() => events.length === 1 && left().length === 0);
    pollers.setEnabled(false);
    await send('b');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([bodiesOf(events), left()]).toEqual([['a'], ['b']]);

    pollers.setEnabled(true);
    await eventually(() => left().length === 0);

    expect(bodiesOf(events)).toEqual(['a', 'b']);
  });

  it('hands over messages as Lambda does, and deletes them', async () => {
    const { send, start, events, left } = await world(() => answered({ batchItemFailures: [] }));
    await send('{"a":1}', {
      MessageGroupId: 'shop/1',
      MessageDeduplicationId: 'd1',
      MessageAttributes: {
        class: { DataType: 'String', StringValue: 'rejected' },
        digest: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
      },
    });
    start();
    await eventually(() => events.length === 1 && left().length === 0);

    expect(events[0]).toEqual({
      Records: [
        {
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          receiptHandle: expect.any(String),
          body: '{"a":1}',
          attributes: {
            ApproximateReceiveCount: '1',
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SequenceNumber: expect.stringMatching(/^\d+$/),
            MessageGroupId: 'shop/1',
            MessageDeduplicationId: 'd1',
            SenderId: expect.any(String),
          },
          messageAttributes: {
            class: {
              stringValue: 'rejected',
              stringListValues: [],
              binaryListValues: [],
              dataType: 'String',
            },
            digest: {
              binaryValue: 'AQI=',
              stringListValues: [],
              binaryListValues: [],
              dataType: 'Binary',
            },
          },
          md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
          md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
          eventSource: 'aws:sqs',
          eventSourceARN: queueArn,
          awsRegion: region,
        },
      ],
    });
  });

  it('gives no more messages at once than the batch size', async () => {
    const { send, start, events, left } = await world(() => answered(null), {
      mapping: { BatchSize: 2 },
    });
    for (const body of ['a', 'b', 'c', 'd', 'e']) await send(body);
    start();
    await eventually(() => left().length === 0);

    expect(bodiesOf(events)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(Math.max(...events.map(({ Records }) => Records.length))).toBe(2);
  });

  it('leaves on the queue what the function reports as failed, and nothing else', async () => {
    const { send, start, events, left } = await world(({ Records }) =>
      answered({
        batchItemFailures: Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({
          itemIdentifier: messageId,
        })),
      }),
    );
    for (const body of ['good', 'bad', 'fine']) await send(body);
    start();
    await eventually(() => bodiesOf(events).length === 3 && left().length === 1);

    expect(left()).toEqual(['bad']);
  });

  it('delivers a failed message again when its visibility timeout is over', async () => {
    const { send, start, events } = await world(
      () => ({ kind: 'function-error', errorType: 'Error', message: 'broken' }),
      { visibility: 1 },
    );
    await send('again');
    start();
    await eventually(() => events.length === 2);

    expect(events.map(({ Records }) => Records.map((record) => ({ ...record })))).toMatchObject([
      [{ body: 'again', attributes: { ApproximateReceiveCount: '1' } }],
      [{ body: 'again', attributes: { ApproximateReceiveCount: '2' } }],
    ]);
  });

  it.each([
    [
      'throws',
      { kind: 'function-error', errorType: 'Error', message: 'broken' } as const,
      'Error: broken',
    ],
    ['is throttled', { kind: 'throttled' } as const, 'the function is throttled'],
    [
      'names a message that is not in the batch',
      answered({ batchItemFailures: [{ itemIdentifier: 'other' }] }),
      'batchItemFailures has an itemIdentifier that is not in the batch',
    ],
  ])('deletes nothing when the function %s, and says so', async (_name, result, reason) => {
    const { send, start, reports, left } = await world(() => result);
    await send('kept');
    start();
    await eventually(() => reports.length === 1);

    expect([left(), reports]).toEqual([
      ['kept'],
      [`poller Mapping: a batch of 1 failed: ${reason}`],
    ]);
  });

  it('runs as many batches at once as the mapping allows', async () => {
    let release: (result: InvocationResult) => void = () => {};
    const gate = new Promise<InvocationResult>((resolve) => {
      release = resolve;
    });
    const { send, start, events, left } = await world(() => gate, {
      mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } },
    });
    for (const body of ['a', 'b', 'c']) await send(body);
    start();
    await eventually(() => events.length === 2);
    const running = events.length;
    release(answered(null));
    await eventually(() => left().length === 0);

    expect([running, events.length]).toEqual([2, 3]);
  });

  it('takes nothing more from the queue once it is closed', async () => {
    const { send, start, events, client, queueUrl } = await world(() => answered(null));
    const pollers = start();
    await pollers.close();
    await send('late');
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }));

    expect([events, Messages?.map(({ Body }) => Body)]).toEqual([[], ['late']]);
  });

  it('does not poll for a mapping that is not enabled', async () => {
    const { send, start, events, left } = await world(() => answered(null), {
      mapping: { Enabled: false },
    });
    await send('waiting');
    await start().close();

    expect([events, left()]).toEqual([[], ['waiting']]);
  });

  it.each([
    [
      'a window',
      { MaximumBatchingWindowInSeconds: 5 },
      'MaximumBatchingWindowInSeconds: not supported',
    ],
    [
      'another source',
      { EventSourceArn: 'arn:aws:kinesis' },
      'Mapping: no AWS::SQS::Queue arn:aws:kinesis',
    ],
    ['another function', { FunctionName: 'gone' }, 'Mapping: no AWS::Lambda::Function gone'],
  ])('refuses %s by name, as a start that is refused', async (_name, mapping, message) => {
    const { start } = await world(() => answered(null), { mapping });

    expect(start).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), exitCode: 1 }),
    );
  });
});

describe('a denied poll', () => {
  it('is reported by its action, and tried again until it is allowed', async () => {
    const denied: string[] = [];
    const server = createServer((request, response) => {
      const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
      denied.push(action);
      response.writeHead(denied.length < 3 ? 403 : 200, {
        'content-type': 'application/x-amz-json-1.0',
      });
      response.end(
        denied.length < 3 ? '{"__type":"AccessDeniedException","message":"not allowed"}' : '{}',
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const reports: string[] = [];
    const pollers = startPollers({
      endpoint: {
        url,
        template: templateOf(
          resourcesOf(`${url}/000000000000/orders.fifo`, {
            ScalingConfig: { MaximumConcurrency: 2 },
          }),
        ),
        credentialsOf: () => fixtureCredentials,
      },
      region,
      invoke: () => Promise.reject(new Error('never called')),
      report: (line) => reports.push(line),
    });
    await eventually(() => denied.includes('ReceiveMessage'));
    await pollers.close();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });

    const line =
      'poller Mapping: sqs:GetQueueAttributes failed: AccessDeniedException: not allowed';
    expect(reports).toEqual([line, line]);
    expect(denied.slice(0, 4)).toEqual([
      'GetQueueAttributes',
      'GetQueueAttributes',
      'GetQueueAttributes',
      'ReceiveMessage',
    ]);
  });
});

describe('the answer of a batch [m1, m2]', () => {
  const all = { kind: 'processed', succeeded: ['m1', 'm2'] };
  const strange = {
    kind: 'failed',
    reason: 'batchItemFailures has an itemIdentifier that is not in the batch',
  };
  const failing = (...ids: unknown[]) => ({
    batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
  });

  it.each([
    ['null', null, all],
    ['empty', {}, all],
    ['without a list', { other: 1 }, all],
    ['a list that is null', { batchItemFailures: null }, all],
    ['an empty list', { batchItemFailures: [] }, all],
    ['one failure', failing('m1'), { kind: 'processed', succeeded: ['m2'] }],
    ['one failure named twice', failing('m1', 'm1'), { kind: 'processed', succeeded: ['m2'] }],
    ['everything', failing('m2', 'm1'), { kind: 'processed', succeeded: [] }],
    ['an unknown id', failing('m1', 'm3'), strange],
    ['an empty id', failing(''), strange],
    ['an id that is null', failing(null), strange],
    ['a wrong key', { batchItemFailures: [{ messageId: 'm1' }] }, strange],
    ['a plain id', { batchItemFailures: ['m1'] }, strange],
    [
      'no list',
      { batchItemFailures: 'm1' },
      { kind: 'failed', reason: 'batchItemFailures is not a list' },
    ],
    ['text', 'ok', { kind: 'failed', reason: 'the answer is not an object' }],
    ['a list itself', [], { kind: 'failed', reason: 'the answer is not an object' }],
  ])('%s', (_name, payload, expected) => {
    expect(judgeAnswer(answered(payload), ['m1', 'm2'], true)).toEqual(expected);
  });

  it('does not matter where the mapping takes no partial failures', () => {
    expect(judgeAnswer(answered(failing('m1')), ['m1', 'm2'], false)).toEqual(all);
  });
});
