import { afterEach, describe, expect, it } from 'vitest';
import {
  type FunctionHostOptions,
  makeFunctionHost,
} from '../../cdk/local/functions/function-host.ts';
import type { LogRecord } from '../../cdk/local/functions/log-lines.ts';
import {
  eventually,
  fixtureCredentials,
  functionResource,
  isAlive,
  makeAssets,
  resource,
  templateOf,
} from './host-fixture.ts';

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** A host with one function, `F`, and what it logged. */
const hostOf = (
  source: string,
  properties: Readonly<Record<string, unknown>> = {},
  options: Partial<FunctionHostOptions> = {},
) => {
  const assets = makeAssets();
  const template = templateOf([functionResource('F', properties)], { F: assets.add('f', source) });
  const records: LogRecord[] = [];
  const host = makeFunctionHost({
    endpoint: { url: 'http://127.0.0.1:1', template, credentialsOf: () => fixtureCredentials },
    region: 'eu-central-1',
    onRecord: (_name, record) => records.push(record),
    ...options,
  });
  endings.push(async () => {
    await host.close();
    assets.remove();
  });
  const pids = (): readonly number[] => host.pids().get('F') ?? [];
  return { host, records, pids, call: (payload: unknown) => host.invoke('F', payload) };
};

const payloadOf = async (call: Promise<unknown>) => {
  const result = await call;
  return (result as { payload?: unknown }).payload;
};

describe('the function host', () => {
  it('keeps a process for the next event', async () => {
    const { call, pids } = hostOf(
      'let calls = 0; export const handler = async () => ({ calls: ++calls, pid: process.pid });',
    );

    const first = await payloadOf(call({}));
    const second = await payloadOf(call({}));

    expect([first, second]).toEqual([
      { calls: 1, pid: pids()[0] },
      { calls: 2, pid: pids()[0] },
    ]);
  });

  it('hands over JSON and takes JSON back', async () => {
    const { call } = hostOf(
      'export const handler = async (event) => ({ got: event, gone: undefined });',
    );

    expect(await payloadOf(call({ text: 'grüß dich', none: undefined, list: [1, null] }))).toEqual({
      got: { text: 'grüß dich', list: [1, null] },
    });
  });

  it('gives a handler that answers nothing the payload null', async () => {
    const { call } = hostOf('export const handler = async () => {};');

    expect(await payloadOf(call({}))).toBeNull();
  });

  it('reports an error that the handler throws, and uses the process again', async () => {
    const { call, pids } = hostOf(
      'export const handler = async () => { throw new TypeError("no such thing"); };',
    );

    expect(await call({})).toEqual({
      kind: 'function-error',
      errorType: 'TypeError',
      message: 'no such thing',
    });
    const [pid] = pids();
    await call({});
    expect(pids()).toEqual([pid]);
  });

  it('reports a module that cannot be loaded, at every call', async () => {
    const { call } = hostOf('throw new Error("wrong environment"); export const handler = 1;');
    const failure = { kind: 'function-error', errorType: 'Error', message: 'wrong environment' };

    expect(await call({})).toEqual(failure);
    expect(await call({})).toEqual(failure);
  });

  it('kills a function at its timeout, even in a busy loop, and starts a new process', async () => {
    const { call, pids } = hostOf(
      'export const handler = async (event) => { while (event.hang); return "done"; };',
      { Timeout: 1 },
    );
    const hanging = call({ hang: true });
    const [pid = 0] = pids();

    expect(await hanging).toEqual({
      kind: 'function-error',
      errorType: 'Sandbox.Timedout',
      message: 'Task timed out after 1.00 seconds',
    });
    await eventually(() => !isAlive(pid));
    expect(await payloadOf(call({ hang: false }))).toBe('done');
  });

  it('fails the event of a process that is killed from outside; the next gets a new process', async () => {
    const { call, pids } = hostOf(
      'export const handler = (event) => event.wait ? new Promise((r) => setTimeout(r, 9000)) : process.pid;',
      { Timeout: 10 },
    );
    const killed = await payloadOf(call({}));
    const waiting = call({ wait: true });
    process.kill(Number(killed), 'SIGKILL');

    expect(await waiting).toEqual({
      kind: 'function-error',
      errorType: 'Runtime.ExitError',
      message: 'Runtime exited with error: signal: SIGKILL',
    });
    expect(await payloadOf(call({}))).not.toBe(killed);
    expect(pids()).not.toContain(killed);
  });

  it('ignores the interrupt that a terminal sends to the whole process group', async () => {
    const { call } = hostOf(
      'export const handler = async () => { process.kill(process.pid, "SIGINT"); await new Promise((r) => setTimeout(r, 50)); return "alive"; };',
    );

    expect(await payloadOf(call({}))).toBe('alive');
  });

  it('ends a process that has been idle for long', async () => {
    const { call, pids } = hostOf(
      'export const handler = async () => 1;',
      {},
      { idleMillisMax: 20 },
    );
    await call({});

    expect(await eventually(() => pids().length === 0)).toBe(true);
  });

  it('leaves no process when it is closed in the middle of an event', async () => {
    const { call, pids, host } = hostOf(
      'export const handler = () => new Promise(() => setTimeout(() => {}, 9000));',
      {
        Timeout: 10,
      },
    );
    const open = call({});
    const [pid = 0] = pids();
    await host.close();

    expect([(await open).kind, isAlive(pid), pids()]).toEqual(['function-error', false, []]);
  });

  it('tells when a process starts and when it ends', async () => {
    const counts: number[] = [];
    const { call, host, pids } = hostOf(
      'export const handler = async () => 1;',
      {},
      {
        onProcessesChanged: () => counts.push(pids().length),
      },
    );
    await call({});
    await host.close();

    expect(counts).toEqual([1, 0]);
  });
});

describe('concurrency', () => {
  const slow =
    'export const handler = (ms) => new Promise((r) => setTimeout(() => r(process.pid), ms));';

  it('runs as many processes as are reserved, and lets the other events wait', async () => {
    const { call } = hostOf(slow, { ReservedConcurrentExecutions: 2 });

    const pids = await Promise.all([100, 100, 100, 100].map((ms) => payloadOf(call(ms))));

    expect(new Set(pids).size).toBe(2);
  });

  it('throttles an event for which no process gets free in time', async () => {
    const { call } = hostOf(slow, { ReservedConcurrentExecutions: 1 }, { waitMillisMax: 50 });
    const running = call(400);

    expect(await call(0)).toEqual({ kind: 'throttled' });
    expect((await running).kind).toBe('answered');
  });

  it('throttles everything where nothing is reserved', async () => {
    const { call } = hostOf(slow, { ReservedConcurrentExecutions: 0 }, { waitMillisMax: 10 });

    expect(await call(0)).toEqual({ kind: 'throttled' });
  });

  it('takes the limit of the event source where nothing is reserved, and four where there is none', async () => {
    const assets = makeAssets();
    const asset = assets.add('f', slow);
    const template = templateOf(
      [
        functionResource('Fed'),
        functionResource('Free'),
        resource('Mapping', 'AWS::Lambda::EventSourceMapping', {
          FunctionName: 'fed',
          ScalingConfig: { MaximumConcurrency: 3 },
        }),
      ],
      { Fed: asset, Free: asset },
    );
    const host = makeFunctionHost({
      endpoint: { url: 'http://127.0.0.1:1', template, credentialsOf: () => fixtureCredentials },
      region: 'eu-central-1',
      onRecord: () => {},
    });
    endings.push(async () => {
      await host.close();
      assets.remove();
    });

    const started = [...'12345'].flatMap(() => [host.invoke('Fed', 0), host.invoke('Free', 0)]);
    const counts = [host.pids().get('Fed')?.length, host.pids().get('Free')?.length];
    await Promise.all(started);

    expect(counts).toEqual([3, 4]);
  });
});

describe('the environment of a function', () => {
  const whole = 'export const handler = async () => ({ ...process.env });';

  it('has the variables of the template and of Lambda, and none of the shell', async () => {
    process.env['FROM_THE_SHELL'] = 'leaked';
    const { call } = hostOf(whole, {
      MemorySize: 256,
      Environment: { Variables: { TABLE_NAME: 'orders', DIGITS: 5 } },
      LoggingConfig: { LogGroup: '/bridge/f', LogFormat: 'JSON', ApplicationLogLevel: 'INFO' },
    });
    const variables = await payloadOf(call({}));
    delete process.env['FROM_THE_SHELL'];

    expect(variables).toEqual({
      TABLE_NAME: 'orders',
      DIGITS: '5',
      PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      _HANDLER: 'index.handler',
      LAMBDA_TASK_ROOT: expect.stringMatching(/assets-\w+\/f$/),
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/bridge/f',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^local\/\[\$LATEST\]\w{32}$/),
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
      AWS_ACCESS_KEY_ID: 'AKIAFIXTURE',
      AWS_SECRET_ACCESS_KEY: 'fixture-secret-key',
      AWS_SESSION_TOKEN: 'fixture-token',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
  });

  it('gives the context that Lambda gives, with a remaining time that needs no `this`', async () => {
    const { call } = hostOf(
      'export const handler = async (_, { getRemainingTimeInMillis: left, ...rest }) => ({ left: left(), rest });',
      { Timeout: 7 },
    );
    const { left, rest } = (await payloadOf(call({}))) as { left: number; rest: object };

    expect(left).toBeGreaterThan(5_000);
    expect(left).toBeLessThanOrEqual(7_000);
    expect(rest).toEqual({
      callbackWaitsForEmptyEventLoop: true,
      functionVersion: '$LATEST',
      functionName: 'f',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/f',
      logStreamName: expect.stringMatching(/^local\//),
      invokedFunctionArn: 'arn:aws:test:eu-central-1:000000000000:f',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it.each([
    [{}, ['--max-old-space-size=192']],
    [{ NODE_OPTIONS: '--enable-source-maps' }, ['--max-old-space-size=192']],
    [{ NODE_OPTIONS: '--max_old_space_size=64' }, []],
    [{ NODE_OPTIONS: '--max-semi-space-size=8' }, []],
  ])(
    'lets V8 have the memory of the function, unless that says how much itself: %j',
    async (Variables, args) => {
      const { call } = hostOf('export const handler = async () => process.execArgv;', {
        ...{ MemorySize: 192, Environment: { Variables } },
      });

      expect(await payloadOf(call({}))).toEqual(args);
    },
  );

  it('refuses by name what it cannot run', () => {
    expect(() => hostOf(whole, { Handler: 'index', Runtime: 'python3.13' })).toThrow(
      'AWS::Lambda::Function F: Handler: must be module.export; Runtime: the local stack runs Node.js functions only',
    );
  });
});

describe('what a function writes', () => {
  it('stays as it is where it is a JSON object, and is wrapped where it is not', async () => {
    const { call, records } = hostOf(
      `export const handler = async () => {
        console.log(JSON.stringify({ _aws: { Timestamp: 1 }, Attempts: 2 }));
        console.log('two\\u2028parts');
        console.error('{broken');
      };`,
    );
    await call({});
    await eventually(() => records.length === 3);

    expect(records.find((record) => '_aws' in record)).toEqual({
      _aws: { Timestamp: 1 },
      Attempts: 2,
    });
    expect(records.filter((record) => !('_aws' in record))).toEqual(
      expect.arrayContaining([
        {
          timestamp: expect.any(String),
          level: 'INFO',
          requestId: expect.any(String),
          message: 'two\u2028parts',
        },
        {
          timestamp: expect.any(String),
          level: 'ERROR',
          requestId: expect.any(String),
          message: '{broken',
        },
      ]),
    );
  });

  it('includes the reason why a process was killed', async () => {
    const { call, records } = hostOf(
      'export const handler = () => new Promise((r) => setTimeout(r, 9000));',
      {
        Timeout: 1,
      },
    );
    await call({});

    expect(records).toEqual([
      {
        timestamp: expect.any(String),
        level: 'ERROR',
        requestId: expect.any(String),
        message: 'Task timed out after 1.00 seconds',
      },
    ]);
  });
});
