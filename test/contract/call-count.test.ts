import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AwsCall } from './aws-calls.ts';
import { servicePairs } from './aws-resources.ts';
import { startBridge } from './bridge-in-aws.ts';

const unitsOf = (calls: readonly AwsCall[]): number =>
  calls.reduce((units, { writeUnits }) => units + writeUnits, 0);
const namesOf = (calls: readonly AwsCall[]) => calls.map(({ operation }) => operation);

const four = (name: string) => Array.from({ length: 4 }, () => name);

/** What a healthy path costs, counted where the requests leave and by what DynamoDB says it took. */
describe.each(servicePairs)('in SQS ($queues.name) and DynamoDB ($tables.name)', (services) => {
  let bridge: Awaited<ReturnType<typeof startBridge>>;
  beforeEach(async () => {
    bridge = await startBridge(services);
  });
  afterEach(() => bridge.close());

  it('a webhook asks AWS for three things and writes one unit', async () => {
    const first = await bridge.accept('1');
    const second = await bridge.accept('2');
    expect(namesOf(second)).toEqual(['Get', 'SendMessage', 'Update']);
    expect(unitsOf(second)).toBe(1);
    // The shop's secret, once in five minutes.
    expect(namesOf(first)).toEqual(['GetSecretValue', ...namesOf(second)]);
    expect(bridge.takeStages()).toEqual(['received', 'enqueued', 'received', 'enqueued']);
  });

  it('a webhook that was seen before asks AWS for one thing and writes nothing', async () => {
    await bridge.accept('1');
    const again = await bridge.accept('1');
    expect([namesOf(again), unitsOf(again)]).toEqual([['Get'], 0]);
  });

  it('an order asks AWS for four things and writes three units', async () => {
    await bridge.accept('1');
    const first = await bridge.deliver(1);
    await bridge.accept('2');
    bridge.takeStages();
    const second = await bridge.deliver(1);
    expect(namesOf(second)).toEqual(['BatchGet', 'Put', 'Update', 'Update']);
    expect(unitsOf(second)).toBe(3);
    // The WMS's secret, for a token; that takes a turn more, so the circuit is looked at once more.
    const more = ['BatchGet', 'Get', 'GetSecretValue', 'Put', 'Update', 'Update'];
    expect([namesOf(first).toSorted(), unitsOf(first)]).toEqual([more, 3]);
    expect([bridge.takeStages(), bridge.wms.orders().length]).toEqual([['processed'], 2]);
  });

  it('a later version of an order, with all that is known of it, costs as much', async () => {
    await bridge.accept('1');
    await bridge.deliver(1);
    const accepted = await bridge.accept('1', 7);
    const delivered = await bridge.deliver(1);
    expect([accepted.length, unitsOf(accepted)]).toEqual([3, 1]);
    expect([delivered.length, unitsOf(delivered)]).toEqual([4, 3]);
  });

  it('a batch of four orders at the usual pace costs no more for each', async () => {
    await bridge.accept('1');
    await bridge.deliver(1);
    for (const orderId of ['2', '3', '4', '5']) await bridge.accept(orderId);
    const batch = await bridge.deliver(4);
    expect(unitsOf(batch)).toBe(12);
    // Their turns take 2.2 s, in which the circuit is looked at again: at most 16 calls all the same.
    expect(batch.length).toBeLessThanOrEqual(4 * 4);
    const once = namesOf(batch).filter((name) => name !== 'Get');
    expect(once.toSorted()).toEqual([
      'BatchGet',
      ...four('Put'),
      ...four('Update'),
      ...four('Update'),
    ]);
    expect(bridge.wms.orders()).toHaveLength(5);
  });
});
