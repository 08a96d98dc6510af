/**
 * The command line with the rights of the template's own policies: who looks can do nothing else, and
 * who is on call can do what the night asks for.
 */
import { dirname } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StackDescription } from '../../cdk/local/stack-file.ts';
import { shopifyLine, shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, until } from '../end-to-end/bridge.ts';
import { makeRun } from './run-bridge.ts';

let bridge: Bridge;
let told: number;
const nextId = makeOrderIds(9_700n);
const [replayed, discarded] = [nextId(), nextId()];
beforeAll(async () => {
  bridge = await startWarmBridge({});
  const nobodyCanPickIt = [shopifyLine({ sku: null })];
  for (const id of [replayed, discarded]) {
    await bridge.deliver(shopifyOrder({ id, line_items: nobodyCanPickIt }));
    const isParked = () => bridge.lines(id).find(({ stage }) => stage === 'parked');
    await until(`order ${id} is parked`, isParked);
  }
});
afterAll(() => bridge?.close());
beforeEach(() => {
  told = bridge.notes.length;
});

const as = (who: keyof StackDescription['people']) => {
  const { logs, people } = bridge.stack.describe();
  const keys = people[who];
  if (keys === undefined) throw new Error(`the template has no policy for ${who}`);
  return makeRun(dirname(logs), Date.now, undefined, keys);
};
/** What was denied since the test began, as whoever watches the stack is told. */
const denials = () => bridge.notes.slice(told).filter((note) => note.startsWith('denied: '));

const looks = [
  ['status'],
  ['circuit', 'show'],
  ['trace', replayed],
  ['dead-letters', 'list'],
  ['dead-letters', 'plan'],
  ['dead-letters', 'jobs'],
  ['secrets', 'list'],
];
const confirmed = ['--confirm', '1', '--no-wait'];
const replay = ['dead-letters', 'replay', '--order', replayed, ...confirmed];
const discard = ['dead-letters', 'discard', '--order', discarded, '--reason', 'test', ...confirmed];

describe.each(['viewer', 'onCall'] as const)('the %s', { timeout: 30_000 }, (who) => {
  it.each(looks.map((args) => [args]))('may look: %j', async (args) => {
    const { code, complaints } = await as(who)(...args);

    expect({ code, complaints, denied: denials() }).toEqual({
      ...{ code: 0, complaints: [], denied: [] },
    });
  });
});

describe('the viewer', { timeout: 30_000 }, () => {
  it.each([
    [['circuit', 'open', '--reason', 'test'], 'dynamodb:PutItem'],
    [replay, 'lambda:InvokeFunction'],
    [discard, 'lambda:InvokeFunction'],
    [['reconcile', '--since', '1h', '--dry-run'], 'lambda:InvokeFunction'],
    [['reconcile', '--nightly'], 'lambda:InvokeFunction'],
    [['webhooks', 'check'], 'lambda:InvokeFunction'],
  ])('may not %j', async (args, action) => {
    const { code, out, complaints } = await as('viewer')(...args);

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(complaints).toEqual([
      expect.stringMatching(
        `^bridge: these credentials have not the right to do that: User: arn:aws:iam::000000000000:user/Viewer is not authorized to perform: ${action} on resource: `,
      ),
    ]);
    expect(denials()).toEqual([expect.stringContaining(` may not ${action} on `)]);
  });
});

describe('the one on call', { timeout: 30_000 }, () => {
  it.each([
    [['circuit', 'open', '--reason', 'test']],
    [['circuit', 'close']],
    [replay],
    [discard],
    [['reconcile', '--since', '1h']],
    [['webhooks', 'check']],
    [['webhooks', 'register']],
  ])('may %j', async (args) => {
    const { code, complaints } = await as('onCall')(...args);

    expect({ code, complaints, denied: denials() }).toEqual({
      ...{ code: 0, complaints: [], denied: [] },
    });
  });
});

/** What lies at `s3://bucket/key`, as somebody with these rights reads it; or why not. */
const read = async (who: keyof StackDescription['people'], address: string): Promise<string> => {
  const { awsEndpoint: endpoint, region, people } = bridge.stack.describe();
  const { hostname: Bucket, pathname } = new URL(address);
  const s3 = new S3Client({
    ...{ endpoint, region, forcePathStyle: true },
    ...(people[who] && { credentials: people[who] }),
  });
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: pathname.slice(1) }));
    return (await Body?.transformToString()) ?? '';
  } catch (error) {
    return (error as Error).name;
  } finally {
    s3.destroy();
  }
};

describe('a nightly comparison', { timeout: 60_000 }, () => {
  let page: string;
  beforeAll(async () => {
    const began = await as('onCall')('reconcile', '--nightly', '--json');
    expect([began.code, began.complaints, denials()]).toEqual([0, [], []]);
    page = JSON.parse(began.out).shops[0].last.page;
  }, 60_000);

  it.each(['viewer', 'onCall'] as const)('that is over is shown to the %s', async (who) => {
    const { code, out, complaints } = await as(who)('reconcile', '--report');

    expect({ code, complaints, denied: denials() }).toEqual({
      code: 0,
      complaints: [],
      denied: [],
    });
    expect(out).toContain('All is well: ');
    expect(out).toContain(page);
  });

  it.each(['viewer', 'onCall'] as const)('has a report that the %s may read', async (who) => {
    expect(await read(who, page)).toContain('<!doctype html>');
    expect(denials()).toEqual([]);
  });

  it('keeps what it worked with to itself', async () => {
    expect(await read('viewer', page.replace('/reports/', '/work/'))).toBe('AccessDenied');
    expect(denials()).toEqual([expect.stringContaining(' may not s3:GetObject on ')]);
  });
});
