import { describe, expect, it } from 'vitest';
import { parseReplayRequest } from '../../../lib/replay/request.ts';

describe('an operator’s request', () => {
  it.each([
    [{ all: true }, { kind: 'all' }],
    [{ orderId: '820982911946154508' }, { kind: 'order', orderId: '820982911946154508' }],
    [
      { orderId: '1', shop: 'demo.myshopify.com' },
      { kind: 'order', orderId: '1', shop: 'demo.myshopify.com' },
    ],
  ])('%j is understood', (event, request) => {
    expect(parseReplayRequest(event)).toEqual(request);
  });

  it.each([
    [{}],
    [{ all: false }],
    [{ all: 'true' }],
    [{ orderId: 820982911946154500 }],
    [{ orderId: '' }],
    [{ orderId: '#1001' }],
    [{ orderId: '9'.repeat(33) }],
    [{ orderId: '1', shop: '' }],
    [{ orderId: '1', order: '2' }],
    [{ all: true, orderId: '1' }],
    [null],
    [undefined],
    ['all'],
    [[]],
  ])('%j replays nothing, and says how to ask', (event) => {
    expect(parseReplayRequest(event)).toEqual({
      kind: 'invalid',
      fault:
        'ask {"all": true}, or {"orderId": "DIGITS"} with an optional "shop": "NAME.myshopify.com"; the order id is a string, since it can be larger than a number holds',
    });
  });
});
