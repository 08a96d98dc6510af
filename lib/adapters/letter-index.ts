/**
 * The index of the dead letters in DynamoDB, and their content beside it. What is kept of a letter, and for
 * how long, is said in letter-items.ts.
 *
 * Each step may be the last one before a crash, and may come late: content is written before the item that
 * speaks of it, and deleted after it; a content newer than what was settled is never deleted.
 */
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';
import type { IndexEntry } from '../letters/index-entry.ts';
import type { IndexedLetter, Settlement } from '../letters/indexed-letter.ts';
import type { LetterIndex } from '../letters/ports.ts';
import {
  contentKey,
  contentPieces,
  cursorOf,
  letterKey,
  readLetterItem,
  settledExpiry,
  startAfter,
  waitingExpiry,
  waitingLetters,
} from './letter-items.ts';
import { readItems } from './read-items.ts';
import { unlessFailed } from './unless-failed.ts';

export const makeLetterIndex = (
  documents: DynamoDBDocumentClient,
  tableName: string,
): LetterIndex => {
  const put = makePutLetter(documents, tableName);
  return {
    page: makePage(documents, tableName),
    find: async (letterIds) => {
      const ids = new Set(letterIds.map(letterKey));
      const items = await readItems(documents, tableName, ids);
      const found = [...items.values()].map(readLetterItem);
      return new Map(found.map((one) => [one.letter.letterId, one]));
    },
    contentOf: makeContentOf(documents, tableName),
    settle: makeSettle(documents, tableName),
    put: (letter, content) => put(letter, content),
  };
};

const makePage =
  (documents: DynamoDBDocumentClient, tableName: string): LetterIndex['page'] =>
  async (limit, after) => {
    const { Items: items = [], LastEvaluatedKey: last } = await documents.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: table.letters.name,
        KeyConditionExpression: '#partition = :waiting',
        ExpressionAttributeNames: { '#partition': table.letters.partition },
        ExpressionAttributeValues: { ':waiting': waitingLetters },
        Limit: limit,
        ...(after ? { ExclusiveStartKey: startAfter(after) } : {}),
      }),
    );
    const letters = items.map((item) => readLetterItem(item).letter);
    return last ? { letters, next: cursorOf(last) } : { letters };
  };

const makeContentOf =
  (documents: DynamoDBDocumentClient, tableName: string): LetterIndex['contentOf'] =>
  async ({ letterId, parts }) => {
    const pieces = await Promise.all(
      Array.from({ length: parts }, async (_, part) => {
        const Key = { [table.key]: contentKey(letterId, part) };
        const read = new GetCommand({ TableName: tableName, Key, ConsistentRead: true });
        return (await documents.send(read)).Item?.['text'];
      }),
    );
    return parts > 0 && pieces.every((piece) => typeof piece === 'string')
      ? pieces.join('')
      : undefined;
  };

/**
 * Writes the content, then the item.
 *
 * A letter has the id of what was parked (its message, or its webhook's shop and body), so parking the same
 * once more, after a crash for instance, overwrites the letter. Where it was settled in the meantime, the
 * later one counts: parked after it was settled, the letter waits anew, and the item forgets the settlement
 * (its log lines remain); parked before, it stays settled and out of the index, since what was sent or given
 * up is this very message. The content that was written for nothing then stays until it expires.
 */
export const makePutLetter =
  (documents: DynamoDBDocumentClient, tableName: string) =>
  async (
    { letterId, ...facts }: IndexEntry,
    content: string | null,
    abortSignal?: AbortSignal,
  ): Promise<void> => {
    const options = abortSignal ? { abortSignal } : {};
    const { parkedAt } = facts;
    const expiry = { [table.expiry]: waitingExpiry(parkedAt) };
    const pieces = contentPieces(content);
    for (const [part, text] of pieces.entries()) {
      const id = { [table.key]: contentKey(letterId, part) };
      const Item = { ...id, text, parked: parkedAt, ...expiry };
      await documents.send(new PutCommand({ TableName: tableName, Item }), options);
    }
    const keys = { [table.key]: letterKey(letterId), [table.letters.partition]: waitingLetters };
    const command = new PutCommand({
      TableName: tableName,
      Item: { ...facts, ...keys, ...expiry, parts: pieces.length },
      ConditionExpression:
        'attribute_not_exists(#id) OR (#parkedAt <= :parkedAt AND (attribute_not_exists(settled) OR settled.#at < :parkedAt))',
      ExpressionAttributeNames: { '#id': table.key, '#parkedAt': table.letters.sort, '#at': 'at' },
      ExpressionAttributeValues: { ':parkedAt': parkedAt },
    });
    await unlessFailed(documents.send(command, options));
  };

/**
 * Settling by the same job twice is `settled` twice: the second is a try whose first answer was lost.
 *
 * A crash before the content is deleted leaves it until it expires, unless the letter is settled again.
 */
const makeSettle = (
  documents: DynamoDBDocumentClient,
  tableName: string,
): LetterIndex['settle'] => {
  const removeContent = makeRemoveContent(documents, tableName);
  return async ({ letterId }, settlement) => {
    const id = letterKey(letterId);
    const changed = await unlessFailed(documents.send(settleCommand(tableName, id, settlement)));
    // A failed condition gives the old item on some servers only.
    const item = changed
      ? changed.Attributes
      : (await readItems(documents, tableName, new Set([id]))).get(id);
    if (item === undefined) return 'gone';
    const { letter, settled } = readLetterItem(item);
    if (!changed && settled?.jobId !== settlement.jobId) return 'gone';
    await removeContent(letter);
    return 'settled';
  };
};

const settleCommand = (TableName: string, id: string, settlement: Settlement): UpdateCommand =>
  new UpdateCommand({
    TableName,
    Key: { [table.key]: id },
    UpdateExpression: 'SET settled = :settled, #expiry = :expiry REMOVE #waiting',
    ConditionExpression: 'attribute_exists(#waiting)',
    ExpressionAttributeNames: { '#expiry': table.expiry, '#waiting': table.letters.partition },
    ExpressionAttributeValues: { ':settled': settlement, ':expiry': settledExpiry(settlement.at) },
    ReturnValues: 'ALL_OLD',
  });

/** Not the content of a parking that came after the one that was settled: its letter waits. */
const makeRemoveContent =
  (documents: DynamoDBDocumentClient, TableName: string) =>
  async ({ letterId, parkedAt, parts }: IndexedLetter): Promise<void> => {
    for (let part = 0; part < parts; part++) {
      const command = new DeleteCommand({
        TableName,
        Key: { [table.key]: contentKey(letterId, part) },
        ConditionExpression: 'attribute_not_exists(parked) OR parked <= :parkedAt',
        ExpressionAttributeValues: { ':parkedAt': parkedAt },
      });
      await unlessFailed(documents.send(command));
    }
  };
