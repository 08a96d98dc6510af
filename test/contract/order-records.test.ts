import type { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { makeReadState } from '../../lib/adapters/order-records.ts';
import { table } from '../../lib/config/table.ts';
import { makeFakeCircuitItem } from '../fakes/circuit-item.ts';
import { makeFakeOrderRecords } from '../fakes/order-records.ts';
import { tableServices } from './aws-resources.ts';
import { describeOrderRecords } from './order-records.ts';
import { describeRecordsInDynamo } from './order-records-in-dynamo.ts';

describeOrderRecords('fake', async () => {
  const item = makeFakeCircuitItem();
  return { ...makeFakeOrderRecords(item), putCircuit: item.put };
});

for (const service of tableServices) describeRecordsInDynamo(service);

describe('one read of many records', () => {
  const orders = ['1', '2', '3'].map((orderId) => ({ shop: 'demo.myshopify.com', orderId }));

  /** A DynamoDB that answers only so many keys of each call. */
  const makeShortOfBreath = (keysPerCall: number) => {
    const asked: string[][] = [];
    const send = async ({ input }: BatchGetCommand) => {
      const request = input.RequestItems?.['state'];
      const keys = request?.Keys ?? [];
      asked.push(keys.map((key) => String(key[table.key])));
      expect(request?.ConsistentRead).toBe(true);
      return {
        Responses: { state: keys.slice(0, keysPerCall).map((key) => ({ ...key, seen: true })) },
        UnprocessedKeys:
          keys.length > keysPerCall ? { state: { Keys: keys.slice(keysPerCall) } } : {},
      };
    };
    return { asked, dynamo: { send } as unknown as DynamoDBDocumentClient };
  };

  it('asks again for the keys that DynamoDB left unprocessed', async () => {
    const { asked, dynamo } = makeShortOfBreath(1);
    const { recordOf, circuit } = await makeReadState(dynamo, 'state')(orders.slice(0, 2));
    expect(asked.map((keys) => keys.length)).toEqual([3, 2, 1]);
    expect(circuit).toEqual({ id: 'circuit', seen: true });
    expect(orders.slice(0, 2).map(recordOf)).toEqual(
      ['1', '2'].map((id) => ({ id: `order#demo.myshopify.com/${id}`, seen: true })),
    );
  });

  it('throws where a record stays unread, since an empty one would let anything be sent', async () => {
    const { asked, dynamo } = makeShortOfBreath(0);
    await expect(makeReadState(dynamo, 'state')(orders)).rejects.toThrow('4 items stayed unread');
    expect(asked).toHaveLength(3);
  });

  it('throws where only the circuit stays unread, since it may be open', async () => {
    const { dynamo } = makeShortOfBreath(1);
    await expect(makeReadState(dynamo, 'state')(orders)).rejects.toThrow('1 items stayed unread');
  });

  it('asks for each order once, and for the circuit alone if there is none', async () => {
    const { asked, dynamo } = makeShortOfBreath(10);
    await makeReadState(dynamo, 'state')([...orders, ...orders]);
    await makeReadState(dynamo, 'state')([]);
    expect(asked.map((keys) => keys.length)).toEqual([4, 1]);
    expect(asked[1]).toEqual(['circuit']);
  });
});
