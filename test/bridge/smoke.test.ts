/** A signed test order through a running stage, where all is well and where something is not. */
import { EventEmitter } from 'node:events';
import { dirname } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTerminal } from '../../cdk/bridge/terminal.ts';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import { type Bridge, startWarmBridge, until } from '../end-to-end/bridge.ts';
import { type ChangedStage, changeStage, outputsOf } from './changed-stage.ts';
import { makeRun, type Ran } from './run-bridge.ts';
import { faultsOf, startRudeDoor, toldBy } from './smoke-answers.ts';

let bridge: Bridge;
let stateDir: string;
const run = (...args: readonly string[]) => makeRun(stateDir)('smoke', ...args);
/** Orders come back quickly. */
const quick = { deferSecondsMin: 1, probeRunningSecondsMin: 1, probeRunningSecondsMax: 1 };
const stages: ChangedStage[] = [];

beforeAll(async () => {
  bridge = await startWarmBridge({ circuit: quick });
  stateDir = dirname(bridge.stack.describe().logs);
});
afterAll(async () => {
  await Promise.all(stages.map(({ close }) => close()));
  await bridge?.close();
});

/** A smoke test by somebody whose rights or outputs are others. */
const smokeIn = async (
  changes: Parameters<typeof changeStage>[2],
  ...args: readonly string[]
): Promise<Ran> => {
  const stage = await changeStage(bridge.stack.describe(), `stage-${stages.length}`, changes);
  stages.push(stage);
  return makeRun(stage.stateDir)('smoke', '--json', ...args);
};
const outputs = () => outputsOf(bridge.stack.describe());
/** The value that it has: it is a new version all the same. */
const setAgain = async (SecretId: string): Promise<void> => {
  const { awsEndpoint: endpoint, region, shopifySecret } = bridge.stack.describe();
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  const SecretString = JSON.stringify({ secrets: [shopifySecret] });
  await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
  client.destroy();
};
const whileAway = async (work: () => Promise<Ran>): Promise<Ran> => {
  await bridge.wms.goAway();
  return work().finally(() => bridge.wms.comeBack());
};
const statusAtWms = (id: string) => bridge.wms.order(id)?.current.status;

describe('a stage that works', { timeout: 30_000 }, () => {
  it('takes the order, refuses the forged one, delivers and cancels it', async () => {
    const ran = await run();
    const id = /, id (\d+), /.exec(ran.out)?.[1] ?? '';

    expect([ran.code, ran.complaints]).toEqual([0, []]);
    expect(ran.out).toMatch(
      /^ {2}the WMS has the order +\d+ {2}OK, WMS id \S+, \d+ ms after it came$/m,
    );
    expect(ran.out).toMatch(/^OK: the local stack works from the webhook to the WMS\.$/m);
    expect(bridge.wms.order(id)).toMatchObject({
      effects: 2,
      current: { status: 'cancelled', test: true, lines: [{ sku: 'SMOKE-TEST' }] },
    });
    expect(bridge.lines(id).map(({ stage }) => stage)).toEqual(
      expect.arrayContaining(['enqueued', 'duplicate', 'processed']),
    );
    expect(bridge.lines().filter(({ stage }) => stage === 'parked')).toEqual([]);
  });

  it('tells a program each step, and which article was ordered', async () => {
    const told = toldBy(await run('--json', '--sku', 'IPOD-342-N', '--shop', 'demo'));
    const steps = 'secret record accepted duplicate forged decided cancelling cancelled'.split(' ');

    expect(told).toMatchObject({ ok: true, stage: 'local' });
    expect(told.steps.map(({ step, ok }) => [step, ok])).toEqual(steps.map((step) => [step, true]));
    expect(bridge.wms.order(told.order.id)?.current.lines[0]?.sku).toBe('IPOD-342-N');
  });

  it('that sends test orders although in production is found out, and the order cancelled', async () => {
    const ran = await smokeIn({ outputs: { Production: 'true' } });

    expect(ran.code).toBe(1);
    expect(faultsOf(ran)).toMatchObject([
      { step: 'decided', fault: 'it is decided as delivered, not as not_sent' },
    ]);
    expect(statusAtWms(toldBy(ran).order.id)).toBe('cancelled');
  });
});

describe('a WMS that is down', { timeout: 60_000 }, () => {
  it('the order waits; when it is back, the cancellation comes, too', async () => {
    const ran = await whileAway(() => run('--json', '--timeout', '8s'));
    const { order, leaves } = toldBy(ran);

    expect(ran.code).toBe(1);
    expect(faultsOf(ran)).toEqual([
      expect.objectContaining({
        ...{ step: 'decided', look: `npm run bridge -- trace ${order.id}` },
        fault: expect.stringMatching(/^after 8 s it still waits for the WMS, since 20/),
      }),
    ]);
    expect(leaves).toContain('the order, and its cancellation on the way behind it');
    await until('the cancellation', () => statusAtWms(order.id) === 'cancelled', 30);
  });

  it('whoever leaves does not leave the order behind', async () => {
    const signals = new EventEmitter();
    const terminal = makeTerminal({
      ...{ input: Readable.from([]), signals, now: Date.now },
      output: new Writable({ write: (_part, _encoding, done) => done() }),
    });
    const known = bridge.lines().length;
    const ran = await whileAway(async () => {
      const running = makeRun(stateDir, Date.now, terminal)('smoke', '--json');
      await until('an order is accepted', () =>
        bridge.lines().some(({ stage }, n) => n >= known && stage === 'enqueued'),
      );
      signals.emit('SIGINT');
      return running;
    });

    expect(faultsOf(ran)).toMatchObject([{ step: 'decided', fault: 'not waited for any longer' }]);
    const { id } = toldBy(ran).order;
    await until('the cancellation', () => statusAtWms(id) === 'cancelled', 30);
  });
});

describe('a stage that is not as it should be', { timeout: 60_000 }, () => {
  it('a WMS that refuses the order: it is parked, and said where to look', async () => {
    bridge.wms.faults.add({ kind: 'status', at: 'orders', status: 422, count: 1 });
    const ran = await run('--json');

    expect(faultsOf(ran)).toMatchObject([
      { step: 'decided', fault: expect.stringMatching(/^it was parked as rejected, letter \S+$/) },
    ]);
    expect(toldBy(ran).leaves).toContain('the dead letter');
  });

  it('a secret that the functions do not know', async () => {
    const { ShopSecretArndemo: secret = '' } = await outputs();
    await setAgain(secret);
    const ran = await smokeIn({ outputs: { ShopSecretArnother: secret } }, '--shop', 'other');

    expect(ran.code).toBe(1);
    expect(faultsOf(ran)).toMatchObject([
      {
        step: 'accepted',
        fault: expect.stringMatching(
          /^answered 401, not 200: the functions know another secret than the one that is set; it was set \d+ s ago, and is known everywhere after 1 min: try again then$/,
        ),
        look: 'npm run bridge -- secrets list',
      },
    ]);
    expect(toldBy(ran).leaves).toEqual([]);
  });

  it("a shop's secret that is none", async () => {
    const { WmsSecretArn: secret = '' } = await outputs();
    const ran = await smokeIn({ outputs: { ShopSecretArndemo: secret } });

    expect(faultsOf(ran)).toMatchObject([
      {
        step: 'secret',
        fault: expect.stringMatching(/^its value is not as the functions want it \(secrets: /),
      },
    ]);
  });

  it('an address at which nothing answers', async () => {
    const door = await startRudeDoor();
    await door.close();
    const ran = await smokeIn({ outputs: { WebhookUrl: door.url } });

    expect(faultsOf(ran)).toMatchObject([
      { step: 'accepted', fault: "the webhook's address does not answer (ECONNREFUSED)" },
    ]);
    expect(toldBy(ran).leaves).toEqual([]);
  });

  it('a door that hangs up: the order may have been taken, and is cancelled', async () => {
    const door = await startRudeDoor();
    const ran = await smokeIn({ outputs: { WebhookUrl: door.url } });
    await door.close();
    const fault = expect.stringMatching(/^the connection broke before an answer \(\w+\)$/);

    expect(faultsOf(ran)).toMatchObject([
      { step: 'accepted', fault },
      { step: 'cancelling', fault },
    ]);
  });

  it.each([
    ['GetSecretValue', 'secret', /^the right secretsmanager:GetSecretValue on the secret of shop/],
    ['GetItem', 'record', /^these credentials have not the right to do that: User: .*GetItem$/],
  ])('an operator without %s', async (operation, step, fault) => {
    const ran = await smokeIn({ denied: [operation] });

    expect([ran.code, ran.complaints]).toEqual([1, []]);
    expect(faultsOf(ran)).toMatchObject([{ step, fault: expect.stringMatching(fault) }]);
    expect(toldBy(ran).leaves).toEqual([]);
  });
});
