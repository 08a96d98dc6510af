/** What the answers of the WMS's key endpoint mean, also those that are none of the contract. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  interpretList,
  interpretNewKey,
  interpretRevoked,
  kindOf,
} from '../../../lib/rotation/wms-keys.ts';

const client = { clientId: 'bridge', clientSecret: 'secret-0123456789' };
const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) });
const key = { key_id: 'bridge-1', kind: 'client_secret', current: true };

describe('the list of keys', () => {
  it('is what the contract says, and no more of it is kept than is used', () => {
    const listed = interpretList(
      json(200, { keys: [{ ...key, client_id: 'bridge' }], next: null }),
    );

    expect(listed).toEqual({
      kind: 'ok',
      value: [{ keyId: 'bridge-1', kind: 'client_secret', current: true }],
    });
  });

  it.each([
    ['another kind of key', { keys: [{ ...key, kind: 'password' }] }],
    ['an id that would lead elsewhere', { keys: [{ ...key, key_id: '../orders/1' }] }],
    ['more keys than anybody has', { keys: Array.from({ length: 101 }, () => key) }],
    ['no list', { keys: null }],
  ])('with %s is none', (_, body) => {
    expect(interpretList(json(200, body))).toEqual({
      kind: 'failed',
      why: 'the list is not as the contract has it',
    });
  });
});

describe('a new key', () => {
  const asked = { by: client, keyId: 'bridge-1' };

  it('takes the place of the one that asked for it, and leaves the rest of the secret', () => {
    const answer = json(201, { key_id: 'bridge-1', client_id: 'bridge-2', secret: 's' });
    const by = { ...client, more: 'as it is' };

    expect(interpretNewKey(answer, { by, keyId: 'bridge-1' })).toEqual({
      kind: 'ok',
      value: { clientId: 'bridge-2', clientSecret: 's', more: 'as it is' },
    });
    expect(interpretNewKey(answer, { by: { apiKey: 'k' }, keyId: 'bridge-1' })).toEqual({
      kind: 'ok',
      value: { apiKey: 's' },
    });
  });

  it('of another id than was asked for is none', () => {
    const answer = json(200, { key_id: 'bridge-2', client_id: 'bridge', secret: 's' });

    expect(interpretNewKey(answer, asked).kind).toBe('failed');
  });
});

describe('whatever is answered', () => {
  const status = fc.integer({ min: 100, max: 599 });
  const body = fc.oneof(fc.string(), fc.json());

  it('is a value, and tells nothing of the answer’s text', () => {
    fc.assert(
      fc.property(status, body, (code, text) => {
        const answer = { status: code, body: text };
        const results = [
          interpretList(answer),
          interpretNewKey(answer, { by: client, keyId: 'bridge-1' }),
          interpretRevoked(answer),
        ];
        for (const result of results) {
          if (result.kind === 'ok') continue;
          expect(result.why).toMatch(
            /^(status \d{3}|the (list|new key) is not as the contract has it)$/,
          );
        }
      }),
    );
  });

  it.each([401, 403])('%i means that the credentials are none', (code) => {
    const refused = { kind: 'refused', why: `status ${code}` };

    expect(interpretList(json(code, {}))).toEqual(refused);
    expect(interpretRevoked(json(code, {}))).toEqual(refused);
  });

  it('409 means one key too many, or the key’s own request', () => {
    const conflict = { kind: 'conflict', why: 'status 409' };
    const asked = { by: client, keyId: 'bridge-1' };

    expect(interpretNewKey(json(409, {}), asked)).toEqual(conflict);
    expect(interpretRevoked(json(409, {}))).toEqual(conflict);
  });

  it.each([204, 200, 404])('%i to a revocation means that the key is good no more', (code) => {
    expect(interpretRevoked({ status: code, body: '' })).toEqual({ kind: 'ok', value: undefined });
  });
});

describe('a key', () => {
  it('is of the kind that the secret holds', () => {
    expect([kindOf(client), kindOf({ apiKey: 'k' })]).toEqual(['client_secret', 'api_key']);
  });
});
