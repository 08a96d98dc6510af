/**
 * A parking that dies after each of its steps, and what becomes of the letter: whether it is parked again,
 * as when its message comes back, or not.
 */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { type DeadLetterClients, makePark } from '../../lib/adapters/dead-letters.ts';
import { table } from '../../lib/config/table.ts';
import { indexEntryOf } from '../../lib/letters/index-entry.ts';
import { type DeadLetter, encodeLetter, parseLetter } from '../../lib/order/dead-letter.ts';
import { type DeadLetters, letterNamed, waitingOf } from './dead-letters.ts';

type Scene = DeadLetters & { readonly clients: DeadLetterClients };

/** What can be sent through a client, of which the adapters use nothing else. */
type Client = { readonly send: (...given: never[]) => Promise<unknown> };

/** The process dies right after so many calls to AWS have had their effect. */
const dyingAfter = (calls: number, clients: DeadLetterClients): DeadLetterClients => {
  let left = calls;
  const dying = <Given extends Client>(client: Given): Given => {
    const send = async (...given: never[]) => {
      if (left === 0) throw new Error('killed');
      left -= 1;
      const answer = await client.send(...given);
      if (left === 0) throw new Error('killed');
      return answer;
    };
    return { send } as unknown as Given;
  };
  return { ...clients, sqs: dying(clients.sqs), dynamo: dying(clients.dynamo) };
};

const dieAfter = async (calls: number, { clients }: Scene, letter: DeadLetter): Promise<void> => {
  const park = makePark(dyingAfter(calls, clients));
  await expect(park(letter)).rejects.toThrow('killed');
};

/** All keys in the table. */
const keysOf = async ({ clients: { dynamo, tableName } }: Scene): Promise<readonly string[]> => {
  const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: tableName }));
  return Items.map((item) => item[table.key]?.S ?? '').toSorted();
};

const first = letterNamed('L1', '2026-11-22T10:00:03.000Z');
const again = letterNamed('L1', '2026-11-22T10:02:03.000Z');
const content = 'letter-content#L1#0';
const settlement = { how: 'replayed', at: '2026-11-22T10:05:00.000Z', jobId: 'job-1' } as const;

/** How many steps had their effect, and what is there then. */
const crashes = [
  { steps: 0, after: 'nothing', onQueue: 0, inTable: [] },
  { steps: 1, after: 'the letter', onQueue: 1, inTable: [] },
  { steps: 2, after: 'its content', onQueue: 1, inTable: [content] },
  { steps: 3, after: 'its item', onQueue: 1, inTable: ['letter#L1', content].toSorted() },
];

export const describeCrashes = (make: () => Promise<Scene>) => {
  describe.each(crashes)('a parking that dies after $after', ({ steps, onQueue, inTable }) => {
    it('leaves what it has done', async () => {
      const scene = await make();
      await dieAfter(steps, scene, first);
      expect(await scene.queue.count()).toBe(onQueue);
      expect(await keysOf(scene)).toEqual(inTable);
    });

    it('is completed by the next one, which is the same letter', async () => {
      const scene = await make();
      await dieAfter(steps, scene, first);
      await scene.park(again);
      expect(await scene.queue.count()).toBe(1);
      const [inHand] = await scene.queue.receive();
      const [waiting, ...more] = await waitingOf(scene);
      expect(more).toEqual([]);
      expect(waiting).toMatchObject({ letterId: 'L1', parkedAt: again.letter.parkedAt, parts: 1 });
      expect(waiting?.messageId).toBe(inHand?.messageId);
      const kept = waiting && (await scene.index.contentOf(waiting));
      expect(parseLetter(kept ?? '')).toMatchObject({ kind: 'letter', letter: again.letter });
      expect(waiting && (await scene.index.settle(waiting, settlement))).toBe('settled');
      expect(await keysOf(scene)).toEqual(['letter#L1']);
    });
  });

  describe.each(crashes.filter(({ steps }) => steps > 0))(
    'a parking that dies after $after and is not done again',
    ({ steps }) => {
      it('is completed by who walks the queue', async () => {
        const scene = await make();
        await dieAfter(steps, scene, first);
        const [inHand] = await scene.queue.receive();
        if (inHand === undefined) throw new Error('the letter lies on its queue');
        const read = parseLetter(inHand.body);
        if (read.kind !== 'letter') throw new Error('the letter has a message');
        await scene.index.put(indexEntryOf(read.letter, read.message, inHand), inHand.body);
        const [waiting] = await waitingOf(scene);
        expect(waiting).toMatchObject({ letterId: 'L1', messageId: inHand.messageId });
        expect(waiting && (await scene.index.contentOf(waiting))).toBe(encodeLetter(first));
      });
    },
  );

  it('a parking whose table is away is told as not done, and its letter lies on the queue', async () => {
    const scene = await make();
    const park = makePark({ ...scene.clients, tableName: 'no-such-table' });
    await expect(park(first)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await scene.queue.count()).toBe(1);
  });
};
