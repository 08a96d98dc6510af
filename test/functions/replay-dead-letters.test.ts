import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../lib/order/order-message.ts';
import { makeDeadLettersWorld } from './dead-letters-world.ts';

type World = ReturnType<typeof makeDeadLettersWorld>;

const arn = 'arn:aws:sts::123456789012:assumed-role/OnCall/ada';
const asOf = '2026-11-22T12:00:00.000Z';

/** As the HTTP API hands a request over, once IAM has let it through. */
const routeEvent = (body: unknown, given: object = {}) => ({
  version: '2.0',
  routeKey: 'POST /operations/dead-letters',
  requestContext: {
    http: { method: 'POST', path: '/operations/dead-letters' },
    authorizer: { iam: { userArn: arn, accountId: '123456789012' } },
  },
  body: typeof body === 'string' ? body : JSON.stringify(body),
  isBase64Encoded: false,
  ...given,
});

const post = async (world: World, event: unknown) => {
  const answer = await world.replay(event);
  if (typeof answer === 'string' || !('statusCode' in answer)) {
    throw new Error('this was not answered as HTTP');
  }
  const { statusCode, headers, body } = answer;
  return { statusCode, type: headers['content-type'], answer: JSON.parse(body) as unknown };
};
const sentOrders = (world: World) =>
  world.orders.bodies().map((body) => {
    const parsed = parseMessage(body);
    if (parsed.kind !== 'message') throw new Error(`the queue holds something ${parsed.kind}`);
    const { order, origin, replays } = parsed.message.data;
    return [order.orderId, origin, replays];
  });

describe('replay-dead-letters, by direct invoke', () => {
  it('plans, makes the job that was confirmed, works it off, and tells how it stands', async () => {
    const world = makeDeadLettersWorld();
    await world.park('1', '2');

    expect(await world.replay({ action: 'plan' })).toMatchObject({ plan: { asOf, replay: 2 } });
    expect(await world.replay({ action: 'replay', asOf, confirm: 2, by: 'Ada' })).toMatchObject({
      ...{ kind: 'job', job: { jobId: 'job-1', state: 'running', by: 'Ada' } },
    });
    expect(await world.replay({ action: 'work' })).toMatchObject({
      ...{ kind: 'worked', settled: 2, busy: false },
    });
    expect(await world.replay({ action: 'job', jobId: 'job-1' })).toMatchObject({
      job: { state: 'done', done: 2 },
    });
    expect(sentOrders(world)).toEqual([
      ['1', 'replay', 1],
      ['2', 'replay', 1],
    ]);
    expect(await world.replay({ action: 'list' })).toMatchObject({ total: 0 });
  });

  it('stops a job before its first letter, and resumes it', async () => {
    const world = makeDeadLettersWorld();
    await world.park('1');
    await world.replay({ action: 'replay', asOf, confirm: 1 });

    await world.replay({ action: 'stop', jobId: 'job-1', by: 'Bob' });
    await world.replay({ action: 'work' });
    expect(sentOrders(world)).toEqual([]);

    await world.replay({ action: 'resume', jobId: 'job-1', by: 'Bob' });
    await world.replay({ action: 'work' });
    expect(sentOrders(world)).toEqual([['1', 'replay', 1]]);
    expect(world.lines.map(({ kind }) => kind)).toEqual([
      ...['job-requested', 'job-stopped', 'job-resumed'],
    ]);
  });

  it.each([undefined, { all: true }, { orderId: '1' }, { action: 'replay', confirm: 'all' }])(
    'asked %j touches nothing, and says how to ask',
    async (event) => {
      const world = makeDeadLettersWorld();
      await world.park('1');

      expect(await world.replay(event)).toMatchObject({
        ...{ kind: 'refused', code: 'invalid_request' },
      });
      expect([world.jobs.seen().jobs, world.lines, world.orders.bodies()]).toEqual([[], [], []]);
    },
  );

  it('fails where a port fails: Lambda tells the caller', async () => {
    const enqueue = async () => Promise.reject(new Error('the queue is away'));
    const world = makeDeadLettersWorld({ enqueue });
    await world.park('1');
    await world.replay({ action: 'replay', asOf, confirm: 1 });

    await expect(world.replay({ action: 'work' })).rejects.toThrow('the queue is away');
  });
});

describe('replay-dead-letters, through the operations route', () => {
  it('answers as by direct invoke, as JSON', async () => {
    const world = makeDeadLettersWorld();
    await world.park('1');

    expect(await post(world, routeEvent({ action: 'list' }))).toEqual({
      statusCode: 200,
      type: 'application/json',
      answer: await world.replay({ action: 'list' }),
    });
  });

  it('takes the caller that IAM has verified, whatever the body says', async () => {
    const world = makeDeadLettersWorld();
    await world.park('1', '2');
    const replay = { action: 'replay', filter: { orderId: '1' }, asOf, confirm: 1, by: 'Eve' };

    expect(await post(world, routeEvent(replay))).toMatchObject({
      ...{ statusCode: 200, answer: { kind: 'job', job: { by: arn } } },
    });
    await post(world, routeEvent({ action: 'show', letterId: 'letter-2', personal: true }));
    await post(world, routeEvent({ action: 'stop', jobId: 'job-1', by: 'Eve' }));
    expect(world.lines).toMatchObject([
      { kind: 'job-requested', wish: { by: arn } },
      { kind: 'letter-shown', by: arn },
      { kind: 'job-stopped', by: arn },
    ]);
  });

  it('reads a body in base64', async () => {
    const world = makeDeadLettersWorld();
    const body = Buffer.from(JSON.stringify({ action: 'jobs' })).toString('base64');

    expect(await post(world, routeEvent(body, { isBase64Encoded: true }))).toMatchObject({
      ...{ statusCode: 200, answer: { kind: 'jobs' } },
    });
  });

  it.each([
    [{ action: 'replya' }, 400, 'invalid_request'],
    ['', 400, 'invalid_request'],
    ['{"action": "list"', 400, 'invalid_request'],
    ['null', 400, 'invalid_request'],
    [{ action: 'show', letterId: 'none' }, 404, 'not_found'],
    [{ action: 'stop', jobId: 'none' }, 404, 'not_found'],
    [{ action: 'replay', asOf, confirm: 2 }, 409, 'count_changed'],
  ])('answers %j with %i', async (body, statusCode, code) => {
    const world = makeDeadLettersWorld();
    await world.park('1');

    expect(await post(world, routeEvent(body))).toMatchObject({
      ...{ statusCode, answer: { kind: 'refused', code } },
    });
  });

  it('is closed to whoever IAM has not verified', async () => {
    const world = makeDeadLettersWorld();
    const open = { http: { method: 'POST' } };
    const contexts = [open, { ...open, authorizer: { jwt: { claims: {} } } }];

    for (const requestContext of contexts) {
      const event = routeEvent({ action: 'list' }, { requestContext });
      expect(await post(world, event)).toMatchObject({ statusCode: 403 });
    }
  });

  it('gives a slice of work no longer than the HTTP API waits', async () => {
    const world = makeDeadLettersWorld();
    const orderIds = Array.from({ length: 300 }, (_, n) => String(n));
    await world.park(...orderIds);
    await world.replay({ action: 'replay', asOf, confirm: 300, pacePerSecond: 5 });

    const { answer } = await post(world, routeEvent({ action: 'work' }));

    const settled = (answer as { readonly settled: number }).settled;
    expect(settled).toBeGreaterThan(80);
    expect(settled).toBeLessThan(145);
  });

  it('fails where a port fails, so that API Gateway answers 500 without detail', async () => {
    const readState = async () => Promise.reject(new Error('the table is away'));
    const world = makeDeadLettersWorld({ readState });
    await world.park('1');

    await expect(world.replay(routeEvent({ action: 'plan' }))).rejects.toThrow('the table is away');
  });
});
