/** The letters' index, held to its promises on a DynamoDB, and to what only a table can show. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLetterIndex } from '../../lib/adapters/letter-index.ts';
import { table } from '../../lib/config/table.ts';
import type { Settlement } from '../../lib/letters/indexed-letter.ts';
import { indexEntry } from '../builders/index-entry.ts';
import type { TableService, Tables } from './aws-resources.ts';
import { describeLetterIndex } from './letter-index.ts';

const settlement: Settlement = {
  how: 'replayed',
  at: '2026-11-22T10:05:00.000Z',
  jobId: 'job-1',
};

export const describeLettersInDynamo = ({ name, startTables }: TableService) => {
  describe(`in DynamoDB (${name})`, () => {
    let tables: Tables;
    beforeAll(async () => {
      tables = await startTables();
    });
    afterAll(async () => {
      await tables.close();
    });

    const makeScene = async () => {
      const tableName = await tables.createTable();
      return {
        tableName,
        index: makeLetterIndex(tables.dynamo, tableName),
        put: (Item: Readonly<Record<string, unknown>>) =>
          tables.dynamo.send(new PutCommand({ TableName: tableName, Item })),
        itemOf: async (id: string) => {
          const read = new GetCommand({ TableName: tableName, Key: { [table.key]: id } });
          return (await tables.dynamo.send(read)).Item;
        },
        keys: async () => {
          const { Items = [] } = await tables.dynamo.send(
            new ScanCommand({ TableName: tableName }),
          );
          return Items.map((item) => item[table.key]?.S ?? '').toSorted();
        },
      };
    };
    type Scene = Awaited<ReturnType<typeof makeScene>>;
    describeLetterIndex(name, async () => (await makeScene()).index);
    describeLifetimes(makeScene);
    describeOtherForms(makeScene);

    it('reads what it decides by consistently', async () => {
      const { tableName } = await makeScene();
      const consistent: unknown[] = [];
      const { client, dynamo } = tables.makeClients((operation, input) => {
        if (operation.includes('Get')) consistent.push(JSON.stringify(input));
      });
      const index = makeLetterIndex(dynamo, tableName);
      await index.put(indexEntry(), 'content');
      const found = (await index.find([indexEntry().letterId])).get(indexEntry().letterId);
      expect(found && (await index.contentOf(found.letter))).toBe('content');
      client.destroy();
      expect(consistent).toHaveLength(2);
      for (const read of consistent) expect(read).toContain('"ConsistentRead":true');
    });

    it('a crash before the content is removed leaves it until it expires, or the job settles again', async () => {
      const scene: Scene = await makeScene();
      const entry = indexEntry({ letterId: 'L1' });
      await scene.index.put(entry, 'content');
      const { client, dynamo } = tables.makeClients((operation) => {
        if (operation.startsWith('Delete')) throw new Error('killed');
      });
      const dying = makeLetterIndex(dynamo, scene.tableName);
      const letter = { ...entry, parts: 1 };
      await expect(dying.settle(letter, settlement)).rejects.toThrow('killed');
      client.destroy();
      expect(await scene.keys()).toEqual(['letter#L1', 'letter-content#L1#0']);
      expect((await scene.index.page(10)).letters).toEqual([]);
      expect(await scene.index.settle(letter, settlement)).toBe('settled');
      expect(await scene.keys()).toEqual(['letter#L1']);
    });

    it('content of a parking that comes to its item later than the settling outlives it', async () => {
      const scene = await makeScene();
      const entry = indexEntry({ letterId: 'L1', parkedAt: '2026-11-22T10:00:03.000Z' });
      await scene.index.put(entry, 'first');
      const later = { ...entry, parkedAt: '2026-11-22T10:05:01.000Z' };
      const { client, dynamo } = tables.makeClients((operation) => {
        if (operation.startsWith('Delete')) throw new Error('held up');
      });
      const slow = makeLetterIndex(dynamo, scene.tableName);
      await expect(slow.settle({ ...entry, parts: 1 }, settlement)).rejects.toThrow('held up');
      client.destroy();
      await scene.put({ id: 'letter-content#L1#0', text: 'second', parked: later.parkedAt });
      expect(await scene.index.settle({ ...entry, parts: 1 }, settlement)).toBe('settled');
      expect(await scene.index.contentOf({ ...later, parts: 1 })).toBe('second');
    });

    it('a table that cannot be used throws, so that nothing is taken for settled', async () => {
      const index = makeLetterIndex(tables.dynamo, 'no-such-table');
      const letter = { ...indexEntry(), parts: 1 };
      const missing = { name: 'ResourceNotFoundException' };
      await expect(index.page(10)).rejects.toMatchObject(missing);
      await expect(index.find(['L1'])).rejects.toMatchObject(missing);
      await expect(index.contentOf(letter)).rejects.toMatchObject(missing);
      await expect(index.settle(letter, settlement)).rejects.toMatchObject(missing);
      await expect(index.put(indexEntry(), 'content')).rejects.toMatchObject(missing);
    });
  });
};

type MakeScene = () => Promise<{
  readonly index: ReturnType<typeof makeLetterIndex>;
  readonly put: (item: Readonly<Record<string, unknown>>) => Promise<unknown>;
  readonly itemOf: (id: string) => Promise<Readonly<Record<string, unknown>> | undefined>;
  readonly keys: () => Promise<readonly string[]>;
}>;

const describeLifetimes = (makeScene: MakeScene) => {
  const parkedAt = '2026-11-22T10:00:03.000Z';
  const fortnightLater = Date.UTC(2026, 11, 6, 10, 0, 3) / 1_000;

  it('a letter and its content expire a fortnight after it was parked', async () => {
    const { index, itemOf } = await makeScene();
    await index.put(indexEntry({ letterId: 'L1', parkedAt }), 'x'.repeat(350_001));
    expect(await itemOf('letter#L1')).toMatchObject({ expiration: fortnightLater, parts: 2 });
    const contents = [await itemOf('letter-content#L1#0'), await itemOf('letter-content#L1#1')];
    expect(contents.map((item) => [item?.['expiration'], String(item?.['text']).length])).toEqual([
      [fortnightLater, 350_000],
      [fortnightLater, 1],
    ]);
  });

  it('content is no part of any index', async () => {
    const { index, itemOf } = await makeScene();
    await index.put(indexEntry({ letterId: 'L1' }), 'content');
    const attributes = Object.keys((await itemOf('letter-content#L1#0')) ?? {});
    expect(attributes.toSorted()).toEqual(['expiration', 'id', 'parked', 'text']);
  });

  it('a settled letter stays for sixty days, without its content', async () => {
    const { index, itemOf, keys } = await makeScene();
    const entry = indexEntry({ letterId: 'L1', parkedAt });
    await index.put(entry, 'x'.repeat(350_001));
    await index.settle({ ...entry, parts: 2 }, settlement);
    const item = await itemOf('letter#L1');
    const sixtyDaysLater = Date.UTC(2027, 0, 21, 10, 5) / 1_000;
    expect(item).toMatchObject({ settled: settlement, expiration: sixtyDaysLater, parkedAt });
    expect(item).not.toHaveProperty('lettersIndex');
    expect(await keys()).toEqual(['letter#L1']);
  });
};

const describeOtherForms = (makeScene: MakeScene) => {
  const first = {
    id: 'letter#L1',
    parkedAt: '2026-11-22T10:00:03.000Z',
    receivedAt: '2026-11-22T10:00:02.000Z',
    class: 'rejected',
    reason: 'the WMS answered 422',
    status: 422,
    attempts: 1,
    receives: 1,
    shop: 'demo.myshopify.com',
    orderId: '1',
    version: '2026-11-22T10:00:00Z',
    topic: 'orders/create',
    correlationId: 'shopify-order-1',
    replays: 0,
    body: null,
    groupId: 'demo.myshopify.com/1',
    messageId: 'm-1',
  };

  it('a letter of the first release, which kept no content, is read as one without', async () => {
    const { index, put } = await makeScene();
    await put({ ...first, lettersIndex: 'letters' });
    const { id: _key, ...facts } = first;
    const expected = {
      ...facts,
      letterId: 'L1',
      deliveries: 0,
      hash: null,
      generation: null,
      parts: 0,
    };
    const { letters } = await index.page(10);
    expect(letters).toEqual([expected]);
    expect(await Promise.all(letters.map(index.contentOf))).toEqual([undefined]);
  });

  it('a letter of the first release is given its content, and keeps its time', async () => {
    const { index, put, itemOf } = await makeScene();
    await put({ ...first, lettersIndex: 'letters' });
    const { letter } = (await index.find(['L1'])).get('L1') ?? {};
    if (letter === undefined) throw new Error('L1 is not found');
    const { parts: _none, ...facts } = letter;
    await index.put({ ...facts, hash: 'a'.repeat(64) }, 'content');
    const { letters } = await index.page(10);
    expect(letters).toEqual([{ ...facts, hash: 'a'.repeat(64), parts: 1 }]);
    expect(await Promise.all(letters.map(index.contentOf))).toEqual(['content']);
    expect(await itemOf('letter#L1')).toHaveProperty('expiration');
  });

  it('a letter that the first release has replayed is settled', async () => {
    const { index, put } = await makeScene();
    await put({ ...first, replayedAt: '2026-11-22T10:05:00.000Z' });
    expect((await index.find(['L1'])).get('L1')).toMatchObject({
      settled: { how: 'replayed', at: '2026-11-22T10:05:00.000Z' },
    });
  });

  it('a letter of a form that this release does not know waits as one of the class unknown', async () => {
    const { index, put } = await makeScene();
    await put({ ...first, class: 'haunted', status: '4xx', parts: 1, lettersIndex: 'letters' });
    expect((await index.page(10)).letters).toMatchObject([
      {
        letterId: 'L1',
        class: 'unknown',
        reason: "the letter's item is unreadable: class: invalid_value; status: invalid_type",
        parkedAt: first.parkedAt,
        shop: 'demo.myshopify.com',
        orderId: '1',
        version: null,
        parts: 1,
      },
    ]);
  });

  it('an item with next to nothing in it is still a letter, and can be settled', async () => {
    const { index, put } = await makeScene();
    await put({ id: 'letter#L1', lettersIndex: 'letters', parkedAt: 'lately' });
    const [letter] = (await index.page(10)).letters;
    expect(letter).toMatchObject({ letterId: 'L1', parkedAt: '1970-01-01T00:00:00.000Z' });
    expect(letter && (await index.settle(letter, settlement))).toBe('settled');
    expect((await index.page(10)).letters).toEqual([]);
  });
};
