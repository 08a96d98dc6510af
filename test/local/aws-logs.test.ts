/** The local CloudWatch Logs: what a function wrote is found by what it says and when. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Fixture,
  failureOf,
  functionWith,
  resourcesWith,
  startFixture,
} from './aws-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'logs-'));
const file = join(folder, 'deliver-order.ndjson');
let fixture: Fixture;
let logs: CloudWatchLogsClient;
let ofFunction: CloudWatchLogsClient;

beforeAll(async () => {
  const mayRead = {
    Effect: 'Allow',
    Action: 'logs:FilterLogEvents',
    Resource: { 'Fn::GetAtt': ['Readable', 'Arn'] },
  };
  const logGroup = (LogGroupName: string) => ({
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName },
  });
  const variables = { POWERTOOLS_SERVICE_NAME: 'deliver-order' };
  fixture = await startFixture(
    {
      ...resourcesWith([mayRead]),
      Deliver: withLogGroup(functionWith(variables), 'Lines'),
      ...{ Lines: logGroup('lines'), Readable: logGroup('readable') },
    },
    undefined,
    { logs: folder },
  );
  logs = new CloudWatchLogsClient(fixture.operator);
  ofFunction = new CloudWatchLogsClient(fixture.deliver);
});
afterAll(async () => {
  logs?.destroy();
  ofFunction?.destroy();
  await fixture?.close();
  rmSync(folder, { recursive: true });
});

const withLogGroup = (resource: object, LogGroup: string): object => {
  const { Properties, ...rest } = resource as { readonly Properties: object };
  return { ...rest, Properties: { ...Properties, LoggingConfig: { LogGroup: { Ref: LogGroup } } } };
};

const start = Date.parse('2026-11-22T10:00:00Z');
const line = (second: number, facts: object): string =>
  `${JSON.stringify({ timestamp: new Date(start + second * 1_000).toISOString(), ...facts })}\n`;
const metric = `{"_aws":{"Timestamp":${start + 4_000}},"order":"1"}\n`;

beforeEach(() => {
  const lines = [
    line(0, { order: '1', stage: 'received' }),
    line(1, { order: '2', stage: 'received', note: '"order":"1"' }),
    line(2, { order: '1', stage: 'deferred', where: { order: '3' } }),
    line(3, { order: 1, stage: 'a || b' }),
    metric,
  ];
  writeFileSync(file, lines.join(''));
});

type Search = Partial<FilterLogEventsCommandInput>;
const filter = (search: Search = {}) =>
  logs.send(new FilterLogEventsCommand({ logGroupName: 'lines', ...search }));

/** Which seconds were found, over all pages, and how many pages there were. */
const walk = async (search: Search) => {
  const seconds: number[] = [];
  let nextToken: string | undefined;
  for (let pages = 1; pages <= 20; pages++) {
    const page = await filter({ ...search, nextToken });
    seconds.push(...(page.events ?? []).map(({ timestamp = 0 }) => (timestamp - start) / 1_000));
    nextToken = page.nextToken;
    if (nextToken === undefined) return { seconds, pages };
  }
  throw new Error('the pages do not end');
};
const found = async (filterPattern: string) => (await walk({ filterPattern })).seconds;

describe('what a line says', () => {
  it.each([
    ['{ $.order = "1" }', [0, 2, 4]],
    ['{$.order="1"}', [0, 2, 4]],
    ['{ $.order = "1" && $.stage = "deferred" }', [2]],
    ['{ $.order = "2" || $.order = "1" && $.stage = "deferred" }', [1, 2]],
    ['{ $.order = "9" || $.stage = "received" }', [0, 1]],
    ['{ $.stage = "a || b" }', [3]],
    ['{ $.order = "" }', []],
    ['{ $.note = "order" }', []],
    ['', [0, 1, 2, 3, 4]],
  ])('%s', async (pattern, seconds) => {
    expect(await found(pattern)).toEqual(seconds);
  });

  it('is given as it was written, with its time', async () => {
    const { events } = await filter({ filterPattern: '{ $.stage = "deferred" }' });

    expect(events).toEqual([
      {
        eventId: expect.any(String),
        logStreamName: 'local',
        timestamp: start + 2_000,
        ingestionTime: start + 2_000,
        message: line(2, { order: '1', stage: 'deferred', where: { order: '3' } }).trimEnd(),
      },
    ]);
  });

  it.each([
    'ERROR',
    '{ $.order = 1 }',
    '{ $.order = "1*" }',
    '{ $.order != "1" }',
    '{ $.order = "1" ',
    '{ ($.order = "1") }',
    '{ $.where.order = "3" }',
    '{ $.order = "1" & $.stage = "received" }',
    '{ $.order = "1" && }',
    '{ }',
    '[order, stage]',
  ])('%s is refused by name', async (filterPattern) => {
    expect(await failureOf(filter({ filterPattern }))).toMatchObject({
      name: 'InvalidParameterException',
      message: `the local stack reads filter patterns like { $.field = "text" }, joined by || and &&, and not ${filterPattern}`,
    });
  });
});

describe('when it was written', () => {
  it('both ends of the window count', async () => {
    const window = { startTime: start + 1_000, endTime: start + 3_000 };

    expect((await walk(window)).seconds).toEqual([1, 2, 3]);
  });

  it('newest first, where that is asked for', async () => {
    expect((await walk({ startFromHead: false })).seconds).toEqual([4, 3, 2, 1, 0]);
  });

  it('is at once: a line that is still being written is left for later', async () => {
    const whole = line(5, { order: '1' });
    appendFileSync(file, whole.slice(0, 10));
    const before = [await walk({}), await walk({ startFromHead: false })];
    appendFileSync(file, whole.slice(10));

    expect(before.map(({ seconds }) => seconds.length)).toEqual([5, 5]);
    expect((await walk({})).seconds).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('pages', () => {
  it.each([true, false])('hold as many as are wanted, oldest first: %s', async (startFromHead) => {
    const all = startFromHead ? [0, 1, 2, 3, 4] : [4, 3, 2, 1, 0];

    for (const limit of [1, 2, 4]) {
      expect((await walk({ startFromHead, limit })).seconds).toEqual(all);
    }
  });

  it.each([true, false])('may be empty and not the last, oldest first: %s', async (oldest) => {
    const filler = line(7, { text: 'x'.repeat(1_000) }).repeat(5_000);
    const ends = [line(6, { order: '4' }), line(8, { order: '4' })];
    writeFileSync(file, ends.join(filler));
    const search = { filterPattern: '{ $.order = "4" }', startFromHead: oldest };

    expect(await walk(search)).toEqual({ seconds: oldest ? [6, 8] : [8, 6], pages: 2 });
  });

  it.each([true, false])(
    'pass over a line longer than a page, oldest first: %s',
    async (oldest) => {
      const long = line(7, { order: '4', text: 'x'.repeat(10_000_000) });
      writeFileSync(file, line(6, { order: '4' }) + long + line(8, { order: '4' }));
      const search = { filterPattern: '{ $.order = "4" }', startFromHead: oldest };

      expect((await walk(search)).seconds).toEqual(oldest ? [6, 8] : [8, 6]);
    },
  );
});

describe('a call that the local stack does not answer', () => {
  it.each([
    [{ logGroupName: 'elsewhere' }, 'ResourceNotFoundException', 'does not exist'],
    [{ nextToken: 'mine' }, 'InvalidParameterException', 'nextToken: is none that this stack gave'],
    [{ logStreamNamePrefix: '2026' }, 'InvalidParameterException', 'logStreamNamePrefix'],
    [{ limit: 10_001 }, 'InvalidParameterException', 'limit: '],
  ])('%j', async (search, name, message) => {
    const failure = await failureOf(filter(search));

    expect(failure).toMatchObject({ name, message: expect.stringContaining(message) });
  });

  it('another operation', async () => {
    expect(await failureOf(logs.send(new DescribeLogGroupsCommand({})))).toMatchObject({
      name: 'UnknownOperationException',
      message: 'DescribeLogGroups is not supported by the local stack',
    });
  });

  it('a log group that the role does not reach', async () => {
    const call = (logGroupName: string) =>
      ofFunction.send(new FilterLogEventsCommand({ logGroupName }));

    expect(await failureOf(call('lines'))).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /not authorized to perform: logs:FilterLogEvents on resource: \S+:log-group:lines:\* because/,
      ),
    });
    // It may, and there is none: no function writes to it.
    expect(await failureOf(call('readable'))).toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
