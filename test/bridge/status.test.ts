/** Is it well? A running stage as an operator finds it, with all rights, few of them, or none. */
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, until } from '../end-to-end/bridge.ts';
import { changeStage, outputsOf } from './changed-stage.ts';
import { startCloudFormation } from './cloud-formation.ts';
import { makeParking, runOn } from './parked-orders.ts';
import { makeRun, runProgram } from './run-bridge.ts';

const nextId = makeOrderIds(9_800n);
let bridge: Bridge;
let run: ReturnType<typeof makeRun>;
let parking: ReturnType<typeof makeParking>;

beforeAll(async () => {
  bridge = await startWarmBridge();
  run = runOn(bridge);
  parking = makeParking(bridge, 9_900n);
});
afterAll(async () => {
  await bridge?.close();
});

const status = async () => JSON.parse((await run('status', '--json')).out);

describe('with all rights', { timeout: 60_000 }, () => {
  it('is well, while orders flow', async () => {
    const { code, out, complaints } = await run('status');

    expect([code, complaints]).toEqual([0, []]);
    expect(out).toMatch(
      /^The local stack is well\.\n\n {2}circuit {7}closed: orders go to the WMS\.$/m,
    );
    expect(out).toMatch(/^ {2}dead letters {2}none$/m);
    expect(out).toMatch(/^ {2}secrets {7}all set$/m);
  });

  it('is not well with dead letters and orders that wait, and says how many', async () => {
    await Promise.all([parking.rejected(2), parking.unmappable(1)]);
    await run('circuit', 'open', '--reason', 'stocktaking');
    const id = nextId();
    await bridge.deliver(shopifyOrder({ id }));
    await until(`${id} waits`, () => bridge.lines(id).find(({ stage }) => stage === 'deferred'));
    const [seen, text] = [await status(), (await run('status')).out];
    await run('circuit', 'close');

    expect(seen).toMatchObject({
      ...{ well: false, unreadable: [], circuit: { state: 'held', reason: 'stocktaking' } },
      ordersQueue: { visible: 0, inFlight: 1, delayed: 0 },
      waiting: { orders: 1, complete: true, oldest: { order: `demo.myshopify.com/${id}` } },
      deadLetters: { total: 3, complete: true },
    });
    expect(text).toMatch(
      /^The local stack is not well: the circuit is held since .*; 3 dead letters\.$/m,
    );
    expect(text).toMatch(/^ {16}rejected 2, the oldest since [-\d]+ [:\d]+ UTC, .* ago$/m);
    expect(text).toMatch(/^ {16}unmappable 1, the oldest since /m);
  });

  it('a secret that is not there is a reason', async () => {
    const outputs = { WmsSecretArn: 'arn:aws:secretsmanager:eu-central-1:0:secret:none' };
    const stage = await changeStage(bridge.stack.describe(), 'other-secret', { outputs });
    const { out } = await makeRun(stage.stateDir)('status', '--json');
    await stage.close();

    expect(JSON.parse(out).reasons).toContain('the secret of WMS is missing');
  });
});

describe('with fewer rights', { timeout: 60_000 }, () => {
  it("the viewer's policy suffices, for a trace too", async () => {
    const { awsEndpoint, logs, people, region } = bridge.stack.describe();
    const id = nextId();
    await bridge.deliver(shopifyOrder({ id, name: '#V-1' }));
    await until(`${id} is delivered`, () => bridge.wms.order(id), 40);
    const formation = await startCloudFormation({
      production: await outputsOf(bridge.stack.describe()),
    });
    const shell = {
      ...{ HOME: dirname(logs), AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: region },
      ...{ AWS_ENDPOINT_URL: awsEndpoint, AWS_ENDPOINT_URL_CLOUDFORMATION: formation.url },
      AWS_ACCESS_KEY_ID: people.viewer?.accessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: people.viewer?.secretAccessKey ?? '',
    };
    const looking = [['status'], ['trace', '#V-1']].map((command) =>
      runProgram([...command, '--json', '--stage', 'production'], shell),
    );
    const [seen, traced] = await Promise.all(looking);
    await formation.close();

    expect([seen?.complaints, traced?.complaints]).toEqual([[], []]);
    expect(JSON.parse(seen?.out ?? '')).toMatchObject({ stage: 'production', unreadable: [] });
    expect(JSON.parse(traced?.out ?? '')).toMatchObject({ order: { orderId: id, number: '#V-1' } });
    expect(traced?.out).not.toContain('notReadable');
  });

  it.each([
    ['GetItem', ['circuit', 'reconciled'], 'the circuit, what was asked of demo.myshopify.com'],
    ['Query', ['waiting'], 'what waits'],
    ['GetQueueAttributes', ['orders queue'], 'the orders queue'],
  ])('without %s the others are told', async (denied, rows, name) => {
    const stage = await changeStage(bridge.stack.describe(), `no-${denied}`, { denied: [denied] });
    const { code, out } = await makeRun(stage.stateDir)('status');
    await stage.close();

    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^.*Not readable: ${name}\\.$`, 'm'));
    expect(out.match(/not readable: these credentials have not the right/g)).toHaveLength(
      rows.length,
    );
    for (const row of rows) {
      expect(out).toMatch(
        new RegExp(`^  ${row.padEnd(13)} (demo.myshopify.com: )?not readable: `, 'm'),
      );
    }
  });

  it('with none it could not look: one line and exit code 1', async () => {
    const denied = ['GetItem', 'Query', 'GetQueueAttributes', 'DescribeSecret', ''];
    const stage = await changeStage(bridge.stack.describe(), 'no-rights', { denied });
    const ran = await makeRun(stage.stateDir)('status');
    await stage.close();

    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.complaints).toEqual([
      expect.stringMatching(/^bridge: these credentials have not the right to do that: User: /),
    ]);
  });
});
