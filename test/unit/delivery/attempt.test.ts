import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttemptContext, interpretAnswer } from '../../../lib/delivery/attempt.ts';
import { anyText } from '../../builders/any-text.ts';

const context: AttemptContext = {
  version: '2026-11-22T10:00:00Z',
  now: Date.parse('2026-11-22T10:00:05Z'),
  retryAfterSecondsMax: 1_800,
};
const interpret = (status: number, body = '', headers: Record<string, string> = {}) =>
  interpretAnswer({ status, headers, body }, context);
const problem = (fields: unknown) => JSON.stringify(fields);

describe('an answer of the WMS', () => {
  it.each([
    [200, '{"wms_order_id":"W-1"}', 'W-1'],
    [201, '{"wms_order_id":42,"more":true}', '42'],
  ])('%i with an id of its own is a delivery', (status, body, wmsOrderId) => {
    expect(interpret(status, body)).toEqual({ kind: 'delivered', wmsOrderId });
  });

  it.each([
    ['', 'empty'],
    ['<html>Please log in</html>', 'HTML'],
    ['{"wms_order_id":""}', 'an empty id'],
    ['{"wms_order_id":"  "}', 'a blank id'],
    ['{"wms_order_id":null}', 'no id'],
    ['{"wms_order_id":9007199254740993}', 'an id that lost its last digit'],
    [`{"wms_order_id":"${'x'.repeat(201)}"}`, 'an endless id'],
    ['{"order_id":"1"}', 'only our id'],
    ['[{"wms_order_id":"W-1"}]', 'a list'],
    ['null', 'null'],
    ['"W-1"', 'a string'],
  ])('200 with the body %j (%s) is no delivery', (body) => {
    expect(interpret(200, body)).toEqual({
      kind: 'unusable',
      status: 200,
      fault: 'no wms_order_id in the answer',
    });
  });

  it('that was too large to read is no delivery', () => {
    const answer = { status: 200, headers: {}, body: '{"wms_order_id":"W-1"}', truncated: true };
    expect(interpretAnswer(answer, context)).toMatchObject({ fault: 'answer too large' });
  });

  it('has exactly one meaning for each status from 100 to 599', () => {
    const kinds = new Map<string, number[]>();
    for (let status = 100; status < 600; status += 1) {
      const { kind } = interpret(status, '{"wms_order_id":"W-1"}');
      kinds.set(kind, [...(kinds.get(kind) ?? []), status]);
    }
    const special = [401, 403, 429];
    expect(kinds.get('delivered')).toEqual([200, 201]);
    expect(kinds.get('unauthorized')).toEqual([401]);
    expect(kinds.get('forbidden')).toEqual([403]);
    expect(kinds.get('throttled')).toEqual([429]);
    expect(kinds.get('unavailable')).toEqual([500, 502, 503, 504]);
    expect(kinds.get('rejected')).toEqual(
      Array.from({ length: 100 }, (_, index) => 400 + index).filter((it) => !special.includes(it)),
    );
    expect(kinds.get('unusable')).toHaveLength(300 + 100 - 2 - 4);
  });

  it.each(['2026-11-22T10:00:01Z', '2026-11-22T09:00:01-01:00', '2026-11-22T10:00:00.001Z'])(
    '409 with the newer version %s is a success',
    (currentVersion) => {
      expect(interpret(409, problem({ current_version: currentVersion }))).toEqual({
        kind: 'superseded',
        currentVersion,
      });
    },
  );

  it.each([
    '2026-11-22T10:00:00Z',
    '2026-11-22T11:00:00+01:00',
    '2026-11-22T09:59:59Z',
    '2026-11-23',
    '2026-13-22T10:00:00Z',
    'newer',
    '',
    7,
    null,
  ])('409 with the version %j, not newer, is a rejection', (currentVersion) => {
    expect(interpret(409, problem({ current_version: currentVersion }))).toEqual({
      kind: 'rejected',
      status: 409,
    });
  });

  it.each([429, 503])('%i says when to come back, within the limit', (status) => {
    expect(interpret(status, '', { 'retry-after': '90' })).toMatchObject({ retryAfterSeconds: 90 });
    expect(interpret(status, '', { 'retry-after': '9999' })).toMatchObject({
      retryAfterSeconds: 1_800,
    });
    expect(interpret(status, '', { 'retry-after': 'never' })).not.toHaveProperty(
      'retryAfterSeconds',
    );
  });

  it('500 with Retry-After does not say when to come back', () => {
    expect(interpret(500, '', { 'retry-after': '90' })).toEqual({
      kind: 'unavailable',
      cause: 'status',
      status: 500,
    });
  });
});

describe('the problem of a rejection', () => {
  it('is its title and detail', () => {
    expect(interpret(422, problem({ title: 'Unknown SKU', detail: 'line 2', type: 'x' }))).toEqual({
      kind: 'rejected',
      status: 422,
      problem: 'Unknown SKU: line 2',
    });
  });

  it.each(['', 'plain', '[]', 'null', '{"title":7}', '{"title":"","detail":" "}'])(
    'is absent where the body is %j',
    (body) => {
      expect(interpret(400, body)).not.toHaveProperty('problem');
    },
  );

  it('is escaped beyond ASCII, and its control characters are spaces', () => {
    expect(interpret(403, problem({ detail: 'Zoë\r\nset-cookie: \u007f😀' }))).toMatchObject({
      problem: 'Zo\\u00eb  set-cookie: \\u007f\\ud83d\\ude00',
    });
  });

  it('is at most 500 printable ASCII characters, whatever the WMS says', () => {
    fc.assert(
      fc.property(anyText(200), (detail) => {
        const outcome = interpret(422, problem({ detail: detail.repeat(12) }));
        const text = 'problem' in outcome ? outcome.problem : '';
        expect(text).toMatch(/^[\x20-\x7e]{0,500}$/);
      }),
    );
  });
});
