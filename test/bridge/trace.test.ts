/** The story of an order of a running stage, from its webhook to the WMS, as an operator asks for it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shopifyOrder } from '../builders/shopify-order.ts';
import {
  type Bridge,
  makeOrderIds,
  startWarmBridge,
  until,
  updatedAt,
} from '../end-to-end/bridge.ts';
import { changeStage } from './changed-stage.ts';
import { makeParking, runOn } from './parked-orders.ts';
import { makeRun, type Ran } from './run-bridge.ts';

const nextId = makeOrderIds(9_600n);
/** Orders come back quickly. */
const quick = { deferSecondsMin: 1, deferSecondsMax: 1, probeSecondsMin: 1 };
const secondsMax = 40;

let bridge: Bridge;
let run: ReturnType<typeof makeRun>;
let parking: ReturnType<typeof makeParking>;

beforeAll(async () => {
  bridge = await startWarmBridge({
    circuit: { ...quick, probeRunningSecondsMin: 1, probeRunningSecondsMax: 1 },
  });
  run = runOn(bridge);
  parking = makeParking(bridge, 9_700n);
});
afterAll(async () => {
  await bridge?.close();
});

const at = (id: string, stage: string) =>
  until(
    `${id} is ${stage}`,
    () => bridge.lines(id).find((line) => line.stage === stage),
    secondsMax,
  );
const refused = ({ code, out, complaints }: Ran) => ({ code, out, complaints });

/** Of the lines of the table: what happened, without times. */
const told = (text: string): readonly string[] =>
  text
    .split('\n')
    .flatMap((row) => (/^ {2}\d{4}-/.test(row) ? [row.slice(2).split(/ {2,}/).slice(2)] : []))
    .map((cells) => cells.filter((cell) => !/^[\d.]+ (ms|s|min)( \d+ s)?$/.test(cell)).join(' | '));

describe('an order that an outage delays, the WMS refuses, and an operator sends again', () => {
  const id = nextId();
  const others = [nextId(), nextId(), nextId()];
  const number = `#${id}`;
  const steps: Record<string, string> = {};

  beforeAll(async () => {
    const outage = bridge.wms.faults.add({ kind: 'status', status: 503 });
    for (const each of [...others, id])
      await bridge.deliver(shopifyOrder({ id: each, name: `#${each}` }));
    await until(`${id} waits for the circuit`, () =>
      bridge.lines(id).find(({ reason }) => reason === 'circuit_open'),
    );
    steps.waiting = (await run('trace', id)).out;
    const refusal = bridge.wms.faults.add({ kind: 'status', status: 422, orderId: id });
    bridge.wms.faults.clear(outage);
    await at(id, 'parked');
    steps.parked = (await run('trace', number)).out;
    bridge.wms.faults.clear(refusal);
    const replay = await run('dead-letters', 'replay', '--order', id, '--confirm', '1');
    expect(replay).toMatchObject({ code: 0, complaints: [] });
    await at(id, 'processed');
    await at(id, 'replayed');
    steps.delivered = (await run('trace', number)).out;
  }, 120_000);

  it('has all of it told in order', async () => {
    const rows = told(steps.delivered ?? '');
    const wmsId = bridge.wms.order(id)?.wmsOrderId;

    expect(rows[0]).toMatch(/^webhook received \| answered 200$/);
    expect(rows[1]).toBe('enqueued');
    const [parked, replayed, delivered, ...more] = rows.slice(-3);
    expect(rows.slice(2, -3).length).toBeGreaterThan(0);
    for (const row of rows.slice(2, -3)) expect(row).toMatch(/^(deferred|failed)( \d+ times)? \| /);
    expect(rows.slice(2, -3).join('\n')).toContain('circuit_open');
    expect(parked).toMatch(/^parked \| rejected: the WMS answered 422, letter \S+, \d attempts?$/);
    const [, letter] = /letter (\S+),/.exec(parked ?? '') ?? [];
    expect(replayed).toMatch(new RegExp(`^replayed \\| letter ${letter}, job \\S+, replay 1$`));
    expect(delivered).toMatch(
      new RegExp(`^delivered \\| WMS id ${wmsId}, \\d attempts?, end to end `),
    );
    expect(more).toEqual([]);
    expect(steps.delivered).toContain(`Order ${id} (${number}) of demo.myshopify.com`);
    expect(steps.delivered).toMatch(
      new RegExp(`\\nThe WMS has it as ${wmsId}, version \\S+, since .*Nothing is to be done\\.$`),
    );
  });

  it('says where it is while it waits, and which command says more', () => {
    expect(steps.waiting).toMatch(/\nIt waits on the queue, since .*: the circuit is open\. /);
    expect(steps.waiting).toMatch(/\n {2}npm run bridge -- circuit show$/);
  });

  it('says where it is while it is parked, and which command sends it again', () => {
    expect(steps.parked).toMatch(
      /\nIt lies among the dead letters \(rejected: the WMS answered 422\), since /,
    );
    expect(steps.parked).toMatch(
      new RegExp(`\\n {2}npm run bridge -- dead-letters plan --order ${id}$`),
    );
  });

  it('is told to a program with every line by itself', async () => {
    const { story, record, now, logs } = JSON.parse((await run('trace', id, '--json')).out);
    const stages = story.map(({ stage }: { stage: string }) => stage);

    expect(stages.slice(0, 2)).toEqual(['received', 'enqueued']);
    expect(stages.slice(-3)).toEqual(['parked', 'replayed', 'processed']);
    expect([...stages].filter((stage) => /deferred|failed/.test(stage))).toHaveLength(
      bridge.lines(id).filter(({ stage = '' }) => /deferred|failed/.test(String(stage))).length,
    );
    expect(record).toMatchObject({ decided: { outcome: 'delivered' } });
    expect(now).toMatchObject({ state: 'delivered' });
    expect(logs.map(({ complete }: { complete: boolean }) => complete)).toEqual([
      ...Array(logs.length).fill(true),
    ]);
  });

  it('names nobody', () => {
    expect(Object.values(steps).join('\n')).not.toMatch(/Wilhelmina|Quagmire/);
  });
});

describe('whatever is asked', { timeout: 60_000 }, () => {
  it('an order that was replaced by a newer version before it was replayed', async () => {
    const [id = ''] = await parking.rejected(1);
    await parking.overtake(id);
    await at(id, 'processed');
    const { out } = await run('trace', id);

    expect(out).toMatch(/ VERSION +DETAILS$/m);
    expect(told(out).at(-1)).toMatch(/^delivered \| 2026-11-22T10:00:30Z \| WMS id /);
    expect(out).toMatch(/\nThe WMS has it as \S+, version 2026-11-22T10:00:30Z, since /);
  });

  it('lines before --since are left out, and the record tells what it knows', async () => {
    const [id = ''] = await parking.unmappable(1);
    const { out } = await run('trace', `demo.myshopify.com/${id}`, '--since', '1s');
    await until('a second', () => Date.now() > Date.parse(parkedAt(id)) + 1_100);
    const later = await run('trace', `demo.myshopify.com/${id}`, '--since', '1s', '--json');

    expect(told(out).at(-1)).toMatch(/^parked \| unmappable: .*, letter \S+$/);
    expect(JSON.parse(later.out)).toMatchObject({
      now: { state: 'dead_letter' },
      story: [
        { stage: 'enqueued', source: 'record' },
        { stage: 'parked', source: 'dead letters' },
      ],
    });
  });

  const parkedAt = (id: string): string =>
    String(bridge.lines(id).find(({ stage }) => stage === 'parked')?.timestamp);

  it('an order that nobody knows: one clear line', async () => {
    const hint = "if 99999 is its number, give it as '#99999'";

    expect(refused(await run('trace', '99999'))).toEqual({
      ...{ code: 1, out: '' },
      complaints: [`bridge: the local stack knows no order 99999: ${hint}`],
    });
    expect(refused(await run('trace', 'other.myshopify.com/1'))).toMatchObject({
      code: 1,
      complaints: [expect.stringContaining('knows no order other.myshopify.com/1: ')],
    });
  });

  it('a number that no order has, or several: the ids are told', async () => {
    const twins = [nextId(), nextId()];
    for (const id of twins) {
      await bridge.deliver(shopifyOrder({ id, name: '#T-1', ...updatedAt(1) }));
      await at(id, 'enqueued');
    }
    const [none, several] = [
      await run('trace', '#T-2', '--since', '3d'),
      await run('trace', '#T-1'),
    ];

    expect(none).toMatchObject({ code: 1, out: '' });
    expect(none.complaints[0]).toMatch(
      /^bridge: no webhook of an order called #T-2 came since .*, 3 d ago: give Shopify's id of the order, or an earlier --since$/,
    );
    const ids = twins.map((id) => `demo.myshopify.com/${id}`).join(', ');
    expect(refused(several)).toEqual({
      ...{ code: 1, out: '' },
      complaints: [`bridge: 2 orders are called #T-1: give one of ${ids}`],
    });
  });

  it.each([
    [['GetItem'], /^ {2}record {8}not readable: these credentials have not the right to do that/m],
    [['FilterLogEvents'], /^ {2}log {11}not readable: .*: these credentials have not the right/m],
  ])('a right to %s that is missing hides nothing else', async (denied, row) => {
    const id = nextId();
    await bridge.deliver(shopifyOrder({ id }));
    await at(id, 'processed');
    const stage = await changeStage(bridge.stack.describe(), `without-${denied}`, { denied });
    const { code, out } = await makeRun(stage.stateDir)('trace', id);
    await stage.close();

    expect(code).toBe(0);
    expect(out).toMatch(row);
    expect(told(out).join('\n')).toContain('delivered');
  });
});
