/** The operator's hand on the circuit of a running stage: orders wait for it, and come when it lets go. */
import { dirname } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import { circuitKey, makeCircuitItem } from '../../lib/adapters/circuit-item.ts';
import { type Block, closedCircuit } from '../../lib/circuit/circuit.ts';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, until } from '../end-to-end/bridge.ts';
import { type CloudFormation, startCloudFormation } from './cloud-formation.ts';
import { makeRun, type Ran, runProgram } from './run-bridge.ts';
import { stageOutputs } from './stage-outputs.ts';

let bridge: Bridge;
let run: ReturnType<typeof makeRun>;
let documents: DynamoDBDocumentClient;
let secrets: SecretsManagerClient;
const nextId = makeOrderIds(9_100n);
/** Orders come back quickly. */
const quick = { deferSecondsMin: 1, probeRunningSecondsMin: 1, probeRunningSecondsMax: 1 };

beforeAll(async () => {
  bridge = await startWarmBridge({ circuit: quick });
  const { awsEndpoint: endpoint, region, logs } = bridge.stack.describe();
  run = makeRun(dirname(logs));
  documents = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region, credentials }));
  secrets = new SecretsManagerClient({ endpoint, region, credentials });
});
afterAll(async () => {
  await bridge?.close();
});
beforeEach(() => clear());

const item = () => makeCircuitItem(documents, bridge.stack.describe().table);
const show = async () => JSON.parse((await run('circuit', 'show', '--json')).out);

const clear = async (): Promise<void> => {
  const { table: TableName } = bridge.stack.describe();
  await documents.send(new DeleteCommand({ TableName, Key: { id: circuitKey } }));
};

/** What the circuit is when the operator comes to it. */
const found = async (block: Block): Promise<void> => {
  await clear();
  expect(await item().replace({ ...closedCircuit, block }, undefined)).toBe('written');
};

const secretVersion = async (): Promise<string> => {
  const SecretId = bridge.stack.describe().wmsSecret;
  const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
  const current = Object.entries(VersionIdsToStages).find(([, all]) => all.includes('AWSCURRENT'));
  return current?.[0] ?? 'none';
};

const done = ({ code, complaints }: Ran) => ({ code, complaints });
const fine = { code: 0, complaints: [] };

describe('the local stack', { timeout: 30_000 }, () => {
  it('opened: orders wait and say why; closed: they are delivered', async () => {
    const [first, second] = [nextId(), nextId()];
    const opened = await run('circuit', 'open', '--reason', 'stocktaking', '--for', '2h');
    for (const id of [first, second]) await bridge.deliver(shopifyOrder({ id }));

    for (const id of [first, second]) {
      const line = await until(`order ${id} waits`, () =>
        bridge.lines(id).find(({ stage }) => stage === 'deferred'),
      );
      expect(line).toMatchObject({ reason: 'circuit_hold', attempt: 0 });
    }
    expect(done(opened)).toEqual(fine);
    expect(opened.out).toMatch(/^ {2}until {9}[-\d]+ [:\d]+ UTC, in 2 h; one order goes first/m);
    const { until: end, ...shown } = await show();
    expect(shown).toMatchObject({ state: 'held', cause: 'operator', reason: 'stocktaking' });
    expect(Date.parse(end) - Date.parse(shown.since)).toBeGreaterThan(7_190_000);
    expect([bridge.puts(first), bridge.puts(second)]).toEqual([[], []]);

    const closed = await run('circuit', 'close');
    expect(done(closed)).toEqual(fine);
    expect(closed.out).toMatch(/^ {2}ended {9}held \(operator\), since .*: stocktaking$/m);
    for (const id of [first, second]) await until(`order ${id}`, () => bridge.wms.order(id));
    expect(await show()).toMatchObject({ state: 'closed' });
  });

  it('a window ends by itself: one order goes first, then all', async () => {
    const [first, second] = [nextId(), nextId()];
    const opened = await run('circuit', 'open', '--reason', 'restart', '--for', '2s', '--json');
    for (const id of [first, second]) await bridge.deliver(shopifyOrder({ id }));
    const { audit, circuit } = JSON.parse(opened.out);

    expect(audit).toMatchObject({ command: 'circuit open', before: 'closed', after: 'held' });
    expect(circuit).toMatchObject({ state: 'held', until: audit.until });
    for (const id of [first, second]) {
      const { atMillis } = await until(`order ${id}`, () => bridge.puts(id)[0]);
      expect(atMillis).toBeGreaterThanOrEqual(Date.parse(audit.until));
    }
    await until(`order ${second} at the WMS`, () => bridge.wms.order(second));
    expect(await show()).toMatchObject({ state: 'closed' });
  });

  it('two operators at once: each one is told what the other did', async () => {
    const opened = await Promise.all(
      ['stocktaking', 'restart'].map((reason) => run('circuit', 'open', '--reason', reason)),
    );
    const replacing = opened.filter(({ out }) => out.includes('\n  replaces '));

    expect(opened.map(done)).toEqual([fine, fine]);
    expect(replacing).toHaveLength(1);
    expect(replacing[0]?.out).toMatch(/replaces {6}held \(operator\), .*: (stocktaking|restart)$/m);
    expect(replacing[0]?.out).toContain(`reason="${(await show()).reason}"`);
  });

  it('closing what is closed changes nothing', async () => {
    const closed = await run('circuit', 'close');

    expect(closed.out).toBe(
      'The circuit of the local stack was closed already; nothing was changed.',
    );
    expect(await item().read()).toBeUndefined();
  });

  it('an item that nobody can read counts as closed, and is replaced by the next opening', async () => {
    const { table: TableName } = bridge.stack.describe();
    const Item = { id: circuitKey, block: 'what is this', revision: 'a' };
    await documents.send(new PutCommand({ TableName, Item }));

    expect(await show()).toMatchObject({ state: 'closed', unreadable: true });
    expect(done(await run('circuit', 'open', '--reason', 'restart'))).toEqual(fine);
    expect(await show()).toMatchObject({ state: 'held', reason: 'restart' });
    await run('circuit', 'close');
  });

  it('refused credentials: whether they have changed is seen, and closing warns', async () => {
    const hold = { kind: 'hold', cause: 'credentials', since: 0, nextProbeAt: 9e15 } as const;
    await found({ ...hold, secretVersion: await secretVersion() });
    const { secret } = await show();
    const warned = await run('circuit', 'close');
    await found({ ...hold, secretVersion: 'an older one' });
    const { secret: later } = await show();

    expect([secret, later]).toEqual(['unchanged', 'changed']);
    expect(warned.out).toMatch(/^ {2}warning {7}the WMS's secret has not changed since/m);
    expect((await run('circuit', 'close')).out).not.toContain('warning');
  });

  it('refused credentials under a hold by hand: they are still seen, and closing warns', async () => {
    const hold = { kind: 'hold', cause: 'operator', since: 0, nextProbeAt: 0 } as const;
    await clear();
    const refusedSecret = await secretVersion();
    await item().replace({ ...closedCircuit, block: hold, refusedSecret }, undefined);

    expect((await show()).secret).toBe('unchanged');
    expect((await run('circuit', 'close')).out).toMatch(/^ {2}warning /m);
    expect(await item().read()).not.toHaveProperty('refusedSecret');
  });
});

describe('a deployed stage', { timeout: 30_000 }, () => {
  let formation: CloudFormation;
  beforeAll(async () => {
    const { table, wmsSecret = '' } = bridge.stack.describe();
    const stacks = { production: { ...stageOutputs(table), WmsSecretArn: wmsSecret } };
    formation = await startCloudFormation(stacks);
  });
  afterAll(async () => {
    await formation?.close();
  });

  /** An operator's shell: what it has of AWS leads to the servers of this test. */
  const shell = () => {
    const { awsEndpoint, logs } = bridge.stack.describe();
    return {
      ...{ HOME: dirname(logs), AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'eu-central-1' },
      ...{ AWS_ACCESS_KEY_ID: 'operator', AWS_SECRET_ACCESS_KEY: 'operator' },
      ...{ AWS_ENDPOINT_URL: awsEndpoint, AWS_ENDPOINT_URL_CLOUDFORMATION: formation.url },
    };
  };

  it('is found by the outputs of its stack, with what the shell has of AWS', async () => {
    const args = ['circuit', 'open', '--stage', 'production', '--reason', 'stocktaking'];
    const opened = await runProgram(args, shell());

    expect(done(opened)).toEqual(fine);
    expect(opened.out).toContain('The circuit of stage production is held');
    expect(opened.out).toContain('npm run bridge -- circuit close --stage production');
    expect(await show()).toMatchObject({ state: 'held', reason: 'stocktaking' });
    expect(formation.calls).toEqual(['DescribeStacks shopify-wms-bridge-production']);
    await run('circuit', 'close');
  });

  it('one line and exit code 1 say what the shell lacks', async () => {
    const { AWS_REGION: _region, ...nowhere } = shell();
    const { AWS_ACCESS_KEY_ID: _key, ...nobody } = shell();
    const show = ['circuit', 'show', '--stage', 'production'];
    const ran = await Promise.all([nowhere, nobody].map((env) => runProgram(show, env)));

    expect(ran).toEqual(
      [
        'no AWS region is chosen: set AWS_REGION, or choose a profile that has one with AWS_PROFILE',
        'no AWS credentials were found: log in, or choose a profile with AWS_PROFILE (Could not load credentials from any providers)',
      ].map((fault) => ({ code: 1, out: '', complaints: [`bridge: ${fault}`] })),
    );
  });
});
