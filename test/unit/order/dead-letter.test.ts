import { describe, expect, it } from 'vitest';
import {
  encodeLetter,
  letterOf,
  letterWithoutMessage,
  parseLetter,
} from '../../../lib/order/dead-letter.ts';
import { encodeMessage } from '../../../lib/order/order-message.ts';
import { deadLetter, orderMessage } from '../../builders/order-message.ts';

const facts = {
  class: 'rejected',
  reason: 'the WMS answered 422',
  attempts: 1,
  receives: 2,
  parkedAt: '2026-11-22T10:00:03.000Z',
} as const;

describe('a letter with a message', () => {
  it('is the same after its way over the queue, with every character', () => {
    const message = orderMessage({ order: { note: 'Zürich\u0000\ud800\ufffe 😀' } });
    const letter = deadLetter({ message, letter: { problem: 'no “SKU” in 東京' } });
    const body = encodeLetter(letter);

    expect(body).toMatch(/^[\x20-\x7e]*$/);
    expect(parseLetter(body)).toEqual({ kind: 'letter', letter: letter.letter, message });
  });

  it('says what the parking party knows, and what the message says', () => {
    const message = orderMessage({ data: { replays: 3, topic: 'orders/paid' } });

    expect(
      letterOf('m-1', message, {
        ...facts,
        status: 422,
        problem: 'Unknown SKU',
      }),
    ).toEqual({
      groupId: 'demo.myshopify.com/letter-m-1',
      message,
      letter: {
        schemaversion: 1,
        letterId: 'm-1',
        class: 'rejected',
        reason: 'the WMS answered 422',
        status: 422,
        problem: 'Unknown SKU',
        attempts: 1,
        deliveries: 0,
        receives: 2,
        parkedAt: '2026-11-22T10:00:03.000Z',
        receivedAt: '2026-11-22T10:00:02.000Z',
        shop: 'demo.myshopify.com',
        orderId: '820982911946154508',
        version: '2026-11-22T10:00:00Z',
        topic: 'orders/paid',
        correlationId: 'shopify-order-820982911946154508',
        replays: 3,
        body: null,
      },
    });
  });

  it('has no status and no problem where there was none', () => {
    expect(letterOf('m-1', orderMessage(), facts).letter).toMatchObject({
      status: null,
      problem: null,
    });
  });

  it('says how many deliveries counted against its order', () => {
    const { letter } = letterOf('m-1', orderMessage(), { ...facts, deliveries: 5 });
    expect(letter.deliveries).toBe(5);
  });

  it('of the first release, which did not count deliveries, is read as one of none', () => {
    const { letter, message } = deadLetter();
    const { deliveries: _unknown, ...first } = letter;

    expect(parseLetter(JSON.stringify({ letter: first, message }))).toEqual({
      kind: 'letter',
      letter: { ...letter, deliveries: 0 },
      message,
    });
  });

  it.each(['exhausted', 'expired', 'poison', 'forbidden'] as const)(
    'of the class %s is read as such',
    (parkClass) => {
      const letter = deadLetter({ letter: { class: parkClass } });
      expect(parseLetter(encodeLetter(letter))).toMatchObject({ letter: { class: parkClass } });
    },
  );

  it('can be read again however long its reason was', () => {
    const letter = letterOf('m-1', orderMessage(), { ...facts, reason: 'ü'.repeat(600) });

    expect(letter.letter.reason).toBe('ü'.repeat(500));
    expect(parseLetter(encodeLetter(letter)).kind).toBe('letter');
  });

  it('can be read again however long the WMS’s problem was', () => {
    const letter = letterOf('m-1', orderMessage(), { ...facts, problem: 'x'.repeat(600) });

    expect(parseLetter(encodeLetter(letter)).kind).toBe('letter');
  });

  it.each(['malformed', 'too_large', 'deleted', 'unmappable', 'rejected', 'forbidden'] as const)(
    'can be of the class %s',
    (name) => {
      expect(parseLetter(encodeLetter(deadLetter({ letter: { class: name } }))).kind).toBe(
        'letter',
      );
    },
  );
});

describe('a letter without a message', () => {
  const known = {
    class: 'malformed',
    reason: 'not JSON',
    parkedAt: '2026-11-22T10:00:03.000Z',
    receivedAt: '2026-11-22T10:00:02.000Z',
    shop: 'demo.myshopify.com',
  } as const;

  it('says which order it was, where that is known', () => {
    const { letter, message } = letterWithoutMessage('l-1', {
      ...known,
      orderId: '450789469',
    });

    expect(message).toBe(null);
    expect(letter).toEqual({
      schemaversion: 1,
      letterId: 'l-1',
      class: 'malformed',
      reason: 'not JSON',
      status: null,
      problem: null,
      attempts: 0,
      deliveries: 0,
      receives: 0,
      parkedAt: '2026-11-22T10:00:03.000Z',
      receivedAt: '2026-11-22T10:00:02.000Z',
      shop: 'demo.myshopify.com',
      orderId: '450789469',
      version: null,
      topic: null,
      correlationId: 'shopify-order-450789469',
      replays: 0,
      body: null,
    });
  });

  it('is told apart after its way over the queue', () => {
    const body = { bytes: 12, sha256: 'ab'.repeat(32) };
    const letter = letterWithoutMessage('l-1', { ...known, orderId: null, body });

    expect(parseLetter(encodeLetter(letter))).toEqual({
      kind: 'without-message',
      letter: expect.objectContaining({ letterId: 'l-1', orderId: null, body }),
    });
  });

  it('can be read again however long its reason was', () => {
    const reason = 'x'.repeat(600);
    const letter = letterWithoutMessage('l-1', { ...known, orderId: null, reason });

    expect(parseLetter(encodeLetter(letter)).kind).toBe('without-message');
  });

  it('is what a letter around an unreadable message is', () => {
    const { letter } = deadLetter();

    expect(parseLetter(JSON.stringify({ letter, message: { schemaversion: 2 } }))).toEqual({
      kind: 'without-message',
      letter,
    });
  });
});

describe('every letter', () => {
  const known = { ...facts, receivedAt: facts.parkedAt, shop: 'demo.myshopify.com' };
  const ids = ['l-1', 'l-2', 'ab'.repeat(32)];
  const groups = [
    'demo.myshopify.com/letter-l-1',
    'demo.myshopify.com/letter-l-2',
    'demo.myshopify.com/letter-abababababababababababababababababab',
  ];

  it('is in a group of its own, also among those of one order: none lies behind another', () => {
    const without = ids.map((id) => letterWithoutMessage(id, { ...known, orderId: '450789469' }));
    const around = ids.map((id) => letterOf(id, orderMessage(), facts));

    expect(without.map(({ groupId }) => groupId)).toEqual(groups);
    expect(around.map(({ groupId }) => groupId)).toEqual(groups);
  });

  it('has a group that SQS takes, however long the shop and the id are', () => {
    const shop = `${'s'.repeat(63)}.myshopify.com`;
    const order = { shop };
    const { groupId } = letterOf('f'.repeat(64), orderMessage({ order }), facts);

    expect(groupId).toMatch(/^[\x21-\x7e]{1,128}$/);
  });
});

describe('a body among the dead letters', () => {
  it('without an envelope is a message that SQS itself moved here', () => {
    expect(parseLetter(encodeMessage(orderMessage()))).toEqual({
      kind: 'bare-message',
      message: orderMessage(),
    });
  });

  it.each([
    '',
    'letter',
    'null',
    '{}',
    '{"letter":{}}',
    '{"letter":null,"message":null}',
    '{"schemaversion":2}',
  ])('%j is unreadable', (body) => {
    expect(parseLetter(body)).toEqual({ kind: 'unreadable' });
  });

  it.each([
    ['class', 'lost'],
    ['letterId', ''],
    ['schemaversion', 2],
    ['parkedAt', 'yesterday'],
    ['replays', -1],
  ])('whose %s is %j is unreadable', (field, value) => {
    const { letter, message } = deadLetter();

    expect(parseLetter(JSON.stringify({ letter: { ...letter, [field]: value }, message }))).toEqual(
      {
        kind: 'unreadable',
      },
    );
  });
});
