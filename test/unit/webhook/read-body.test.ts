import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../lib/order/normal-order.ts';
import { readBody } from '../../../lib/webhook/read-body.ts';
import { normalOrder, orderLine } from '../../builders/normal-order.ts';
import { demoShop, shopifyBody, shopifyLine, shopifyOrder } from '../../builders/shopify-order.ts';

const read = (body: string | Uint8Array, topic?: string) =>
  readBody(demoShop, topic, Buffer.from(body));
const deletion = '{"id":820982911946154508}';

describe('a body', () => {
  it.each([
    'orders/create',
    'orders/updated',
    'orders/paid',
    'orders/cancelled',
    'orders/fulfilled',
    'orders/partially_fulfilled',
    'orders/delete',
    undefined,
  ])('that is an order is one under the topic %s', (topic) => {
    const order = normalOrder({ lines: [orderLine({ quantity: 1 })] });

    expect(read(shopifyBody(shopifyOrder()), topic)).toEqual({
      kind: 'order',
      order,
      hash: contentHash(order),
    });
  });

  it.each(['orders/edited', 'products/update', 'app/uninstalled'])(
    'under the topic %s is not looked at',
    (topic) => {
      expect(read(shopifyBody(shopifyOrder()), topic)).toEqual({ kind: 'ignored' });
      expect(read('{', topic)).toEqual({ kind: 'ignored' });
    },
  );

  it('of a deletion names the order', () => {
    expect(read(deletion, 'orders/delete')).toEqual({
      kind: 'deletion',
      orderId: '820982911946154508',
    });
  });

  it('of a deletion under another topic is malformed, with its id', () => {
    expect(read(deletion, 'orders/create')).toEqual({
      kind: 'malformed',
      orderId: '820982911946154508',
      fault: 'updated_at: invalid_type; line_items: invalid_type',
    });
  });

  it.each([
    ['nothing', ''],
    ['cut off', '{"id":820982911946154508,'],
    ['XML', '<order><id>1</id></order>'],
    ['not UTF-8', Uint8Array.from([0x7b, 0x22, 0xe9, 0x22, 0x7d])],
  ])('that is %s is malformed', (_name, body) => {
    expect(read(body, 'orders/create')).toEqual({
      kind: 'malformed',
      orderId: null,
      fault: 'not JSON',
    });
  });

  it('of more parts than any order has is malformed, and is not parsed', () => {
    const lists = (count: number) =>
      `{"id":1,"a":[${Array(count - 2)
        .fill('[]')
        .join()}]}`;

    expect(read(lists(300_000), 'orders/create')).toMatchObject({ orderId: '1' });
    expect(read(lists(300_001), 'orders/create')).toEqual({
      kind: 'malformed',
      orderId: null,
      fault: 'more than 300000 objects and lists',
    });
  });

  it.each(['null', '[]', '"order"', '42', 'true', '{"id":null}', '{"id":"gid://shopify/Order/1"}'])(
    '%s is malformed, without an id',
    (body) => {
      expect(read(body, 'orders/create')).toMatchObject({ kind: 'malformed', orderId: null });
      expect(read(body, 'orders/delete')).toMatchObject({ kind: 'malformed', orderId: null });
    },
  );

  it('with a fault deep in it is malformed, and the fault says where and no more', () => {
    const body = {
      ...shopifyOrder(),
      line_items: [shopifyLine(), { ...shopifyLine(), id: 'Wilhelmina' }],
    };

    expect(read(JSON.stringify(body), 'orders/create')).toEqual({
      kind: 'malformed',
      orderId: '820982911946154508',
      fault: 'line_items.1.id: invalid_format',
    });
  });
});
