/** Whose order it is: an id alone names one as long as a single shop knows it. */
import { expect, it } from 'vitest';
import { nothingKnown, onlyShop, shopsToAsk } from '../../cdk/bridge/trace/which-shop.ts';
import { local } from './seen-circuits.ts';
import { read, unreadable } from './trace-scene.ts';

const orderId = '17';

it('asks for the record in every shop, those that the stage has no more too', () => {
  expect(shopsToAsk(local, ['old.myshopify.com', 'my-shop.myshopify.com'])).toEqual([
    'my-shop.myshopify.com',
    'old.myshopify.com',
  ]);
});

it('is the one shop that knows it', () => {
  expect(onlyShop({ orderId }, ['a.example', 'a.example'])).toBe('a.example');
  expect(onlyShop({ orderId }, [])).toBeUndefined();
});

it('of several shops one must be given', () => {
  const both = ['a.example', 'b.example'];

  expect(() => onlyShop({ orderId }, both)).toThrow(
    'several shops have an order 17: give one of a.example/17, b.example/17',
  );
  expect(onlyShop({ orderId, shop: 'b.example' }, both)).toBe('b.example');
  expect(onlyShop({ orderId, shop: 'c.example' }, both)).toBeUndefined();
});

it('nobody knows it, or nobody who could be asked', () => {
  expect(nothingKnown(local, { orderId }, [read({})]).message).toBe(
    "the local stack knows no order 17: if 17 is its number, give it as '#17'",
  );
  expect(nothingKnown(local, { orderId, shop: 'a.example' }, [read({}), unreadable]).message).toBe(
    'nothing that could be read knows an order a.example/17; not readable: no right',
  );
});
