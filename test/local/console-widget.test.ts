/** The dashboard's widget on the page: which functions a click reaches, and with what. */
import { afterEach, describe, expect, it } from 'vitest';
import { makeBoard } from '../../cdk/local/console/board.ts';
import { startConsole } from '../../cdk/local/console/console.ts';
import { makeCallWidget, type WidgetCall } from '../../cdk/local/console/widget-call.ts';
import type { InvocationResult, LocalResource, LocalTemplate } from '../../cdk/local/contracts.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const arnOf = (name: string) => `arn:aws:lambda:eu-central-1:000000000000:function:${name}`;
const functionOf = (name: string): LocalResource => ({
  ...{ logicalId: name, type: 'AWS::Lambda::Function', ref: name },
  attributes: { Arn: arnOf(name) },
  properties: {
    ...{ Handler: 'index.handler', Runtime: 'nodejs24.x' },
    Environment: { Variables: { POWERTOOLS_SERVICE_NAME: name } },
  },
});
const names = ['browse-dead-letters', 'replay-dead-letters', 'deliver-order'];
const template: LocalTemplate = {
  stackName: 'local',
  resources: new Map(names.map((name) => [name, functionOf(name)])),
  outputs: {},
  assets: new Map(names.map((name) => [name, '/nowhere'])),
};

const call: WidgetCall = { request: { action: 'jobs' }, form: { orderId: '42' }, theme: 'dark' };
const answered = (payload: unknown): InvocationResult => ({
  ...{ kind: 'answered', payload, billedMillis: 1 },
});

/** @param result - what the function comes to. */
const makeScene = (result: InvocationResult = answered('<p>HTML</p>')) => {
  const invoked: unknown[] = [];
  const callWidget = makeCallWidget({ template }, async (...given) => {
    invoked.push(given);
    return result;
  });
  return { callWidget, invoked };
};

describe('a click in the widget', () => {
  it('calls the function that looks where none is named, with the context that CloudWatch sends', async () => {
    const { callWidget, invoked } = makeScene();

    expect(await callWidget(call)).toEqual({ kind: 'html', html: '<p>HTML</p>' });
    expect(invoked).toMatchObject([
      [
        'browse-dead-letters',
        { action: 'jobs', widgetContext: { theme: 'dark', forms: { all: { orderId: '42' } } } },
      ],
    ]);
  });

  it('calls the function that acts where the button names it', async () => {
    const { callWidget, invoked } = makeScene();

    await callWidget({ ...call, endpoint: arnOf('replay-dead-letters') });

    expect(invoked).toMatchObject([['replay-dead-letters', { action: 'jobs' }]]);
  });

  it.each([arnOf('deliver-order'), arnOf('unknown'), 'browse-dead-letters', ''])(
    'calls no other function: %s',
    async (endpoint) => {
      const { callWidget, invoked } = makeScene();

      expect(await callWidget({ ...call, endpoint })).toEqual({
        ...{ kind: 'failed', sentence: 'This button calls a function that it may not call.' },
      });
      expect(invoked).toEqual([]);
    },
  );

  it('cannot bring a context of its own', async () => {
    const { callWidget, invoked } = makeScene();

    await callWidget({ ...call, request: { widgetContext: { forms: 'mine' } } });

    expect(invoked).toMatchObject([
      ['browse-dead-letters', { widgetContext: { forms: { all: { orderId: '42' } } } }],
    ]);
  });

  it.each([
    [{ kind: 'throttled' } as const, 'browse-dead-letters is busy: try again.'],
    [
      { kind: 'function-error', errorType: 'Error', message: 'secret' } as const,
      'browse-dead-letters failed: its log says why.',
    ],
    [answered({ kind: 'letters' }), 'browse-dead-letters failed: its log says why.'],
  ])('says so in a sentence when the function is %j', async (result, sentence) => {
    expect(await makeScene(result).callWidget(call)).toEqual({ kind: 'failed', sentence });
  });
});

describe('the page', () => {
  const start = async () => {
    const board = makeBoard();
    const { callWidget, invoked } = makeScene();
    const page = await startConsole({
      ...{ port: 0, callWidget, readStory: () => null, setScenario: () => '' },
      ...{ switchFault: () => {}, clearFaults: () => {} },
      readState: () => ({
        ...{ board: board.read(), totals: board.totals(), queue: null, deadLetters: null },
        ...{ wms: null, shop: null, demo: null, atMillis: 0, alarms: [] },
        pager: { incidents: [], dropped: 0, mails: [] },
      }),
    });
    open.push(page);
    const post = (body: string, headers: Record<string, string> = {}) =>
      fetch(`${page.url}/widget`, { method: 'POST', body, headers });
    return { page, post, invoked };
  };

  it('answers a click of its own script, and refuses one of another website', async () => {
    const { page, post, invoked } = await start();
    const body = JSON.stringify(call);

    const own = await post(body, { Origin: page.url });
    const foreign = [
      await post(body, { Origin: 'https://evil.example' }),
      await post(body, { 'Sec-Fetch-Site': 'cross-site' }),
    ];

    expect([own.status, await own.json()]).toEqual([200, { kind: 'html', html: '<p>HTML</p>' }]);
    expect(foreign.map(({ status }) => status)).toEqual([403, 403]);
    expect(invoked).toHaveLength(1);
  });

  it.each(['', 'no JSON', '[]', '{}', JSON.stringify({ ...call, more: 1 })])(
    'refuses what is no click: %s',
    async (body) => {
      const { post, invoked } = await start();

      expect((await post(body)).status).toBe(400);
      expect(invoked).toEqual([]);
    },
  );
});
