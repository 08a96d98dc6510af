import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acceptDeduplicationId,
  parkDeduplicationId,
  reconcileDeduplicationId,
  repairDeduplicationId,
  replayDeduplicationId,
} from '../../../lib/order/deduplication.ts';

const shop = 'demo.myshopify.com';
const order = '820982911946154508';
const version = '2026-11-22T10:00:00Z';
const hash = 'ab'.repeat(32);
const letter = 'f1ab4c0e-5f0c-4e0e-8a53-3f0f5a1d3b11';

describe('a deduplication id', () => {
  it('is what it always was: another one would let copies through for five minutes', () => {
    expect(acceptDeduplicationId(shop, order, version, hash)).toBe(
      '33b263c7e1651bcdf766cfc60946b67f548fad4e6d71fa7589565701105a41e2',
    );
    expect(replayDeduplicationId(letter)).toBe('replay:f1ab4c0e-5f0c-4e0e-8a53-3f0f5a1d3b11');
    expect(parkDeduplicationId(letter)).toBe('park:f1ab4c0e-5f0c-4e0e-8a53-3f0f5a1d3b11');
    expect(reconcileDeduplicationId(order, version, '5f1e4c0a7b2d9c31')).toBe(
      'reconcile:820982911946154508:2026-11-22T10:00:00Z:5f1e4c0a7b2d9c31',
    );
    expect(repairDeduplicationId(shop, order, version, hash, 1)).toBe(
      'repair:231db5cb085024f0f576b0825b1ddc6d2352999f55eafd189c26ecb4e6153779',
    );
  });

  it('of an accepted order is another one for another shop, order, version or content', () => {
    const ids = [
      acceptDeduplicationId(shop, order, version, hash),
      acceptDeduplicationId('other.myshopify.com', order, version, hash),
      acceptDeduplicationId(shop, '820982911946154509', version, hash),
      acceptDeduplicationId(shop, order, '2026-11-22T10:00:01Z', hash),
      acceptDeduplicationId(shop, order, version, 'cd'.repeat(32)),
      // The same characters, divided in another way.
      acceptDeduplicationId(`${shop}8`, order.slice(1), version, hash),
    ];

    expect(new Set(ids).size).toBe(6);
  });

  it('of a repair is another one for another shop, order, version, content or generation', () => {
    const ids = [
      repairDeduplicationId(shop, order, version, hash, 1),
      repairDeduplicationId('other.myshopify.com', order, version, hash, 1),
      repairDeduplicationId(shop, '820982911946154509', version, hash, 1),
      repairDeduplicationId(shop, order, '2026-11-22T10:00:01Z', hash, 1),
      repairDeduplicationId(shop, order, version, 'cd'.repeat(32), 1),
      repairDeduplicationId(shop, order, version, hash, 2),
    ];

    expect(new Set(ids).size).toBe(6);
  });

  it('of one kind of sending is never one of another kind, and is one that SQS takes', () => {
    const kinds = [
      (text: string) => acceptDeduplicationId(text, order, version, hash),
      replayDeduplicationId,
      parkDeduplicationId,
      (text: string) => reconcileDeduplicationId(order, version, text),
      (text: string) => repairDeduplicationId(text, order, version, hash, 1),
    ];
    const origin = fc.oneof(
      fc.uuid(),
      fc.stringMatching(/^[0-9a-f]{64}$/),
      fc.constantFrom('replay:x', 'park:x', 'park:replay:x'),
    );

    fc.assert(
      fc.property(origin, origin, (one, other) => {
        const ids = kinds.map((idOf) => idOf(one));
        const others = kinds.map((idOf) => idOf(other));

        expect(new Set(ids).size).toBe(5);
        expect(ids.map((id, kind) => others.filter((_, at) => at !== kind).includes(id))).toEqual([
          false,
          false,
          false,
          false,
          false,
        ]);
        // https://docs.aws.amazon.com/AWSSimpleQueueService: up to 128 of these characters.
        expect(ids.every((id) => /^[\x21-\x7e]{1,128}$/.test(id))).toBe(true);
      }),
    );
  });

  it('of a letter that is parked, replayed, parked and replayed again never comes twice', () => {
    // SQS gives every sending a message id of its own.
    const [message, first, again, second] = ['m-1', 'm-2', 'm-3', 'm-4'];
    const ids = [
      acceptDeduplicationId(shop, order, version, hash),
      parkDeduplicationId(message),
      replayDeduplicationId(first),
      parkDeduplicationId(again),
      replayDeduplicationId(second),
    ];

    expect(new Set(ids).size).toBe(5);
  });
});
