/** What an operator reads after opening or closing the circuit, word for word. */
import { describe, expect, it } from 'vitest';
import {
  auditOf,
  closedText,
  openedText,
  warningOf,
} from '../../cdk/bridge/circuit/change-text.ts';
import type { SecretState } from '../../cdk/bridge/circuit/secret-state.ts';
import type { Block } from '../../lib/circuit/circuit.ts';
import { ahead, local, now, production, refused, window } from './seen-circuits.ts';

describe('circuit open and close', () => {
  const opening = (wish: { readonly reason: string; readonly until?: number }, was?: Block) => {
    const given = { command: 'circuit open', stage: 'production', now } as const;
    const audit = auditOf({ ...given, before: was }, 'held', wish);
    return openedText({ names: production, now, before: was, audit }, wish);
  };
  const closing = (was: Block | undefined, secret?: SecretState) => {
    const given = { command: 'circuit close', stage: 'local', now } as const;
    const audit = auditOf({ ...given, before: was }, 'closed');
    return closedText({ names: local, now, before: was, audit }, secret);
  };

  it('open says what happens to the orders, until when, and who may end it', () => {
    expect(opening({ reason: 'stock "A"', until: ahead(7_200) })).toBe(
      `The circuit of stage production is held: within seconds no order is sent to the WMS any more.

  orders        wait on the queue, each in its order; nothing is lost, nothing is parked for it,
                for up to 12 days
  until         2026-11-22 12:00:00 UTC, in 2 h; one order goes first, then all
  sooner        npm run bridge -- circuit close --stage production
  audit         2026-11-22T10:00:00.000Z circuit open stage=production before=closed after=held until=2026-11-22T12:00:00.000Z reason="stock \\"A\\""`,
    );
  });

  it('open without an end says so, and what it replaces', () => {
    expect(opening({ reason: 'x' }, refused)).toBe(
      `The circuit of stage production is held: within seconds no order is sent to the WMS any more.

  orders        wait on the queue, each in its order; nothing is lost, nothing is parked for it,
                for up to 12 days
  until         you close it: npm run bridge -- circuit close --stage production
                it does not end by itself; --for 2h would end it
  replaces      held (credentials), since 2026-11-21 08:58:59 UTC, 1 d 1 h ago
  audit         2026-11-22T10:00:00.000Z circuit open stage=production before=held after=held reason="x"`,
    );
  });

  it('close says what it ended, and when the orders come', () => {
    expect(closing(window)).toBe(
      `The circuit of the local stack is closed: orders go to the WMS again.

  ended         held (operator), since 2026-11-22 07:55:00 UTC, 2 h 5 min ago: stocktaking
  orders        that wait come back by themselves, usually within 6 min 15 s, within 30 min at most
  audit         2026-11-22T10:00:00.000Z circuit close stage=local before=held after=closed`,
    );
    expect(closing(undefined)).toBe(
      'The circuit of the local stack was closed already; nothing was changed.',
    );
  });

  it('close warns of credentials that were refused and have not changed', () => {
    const again =
      'the same credentials are tried once more, and if they are refused the hold begins again';

    expect(closing(refused, { kind: 'unchanged' })).toContain(
      `\n  orders        that wait come back by themselves, within 30 min at most\n  warning       the WMS's secret has not changed since the WMS refused it; ${again}\n`,
    );
    expect(warningOf({ kind: 'unknown', why: 'no right' })).toBe(
      `whether the WMS's secret has changed is not known: no right; ${again}`,
    );
    expect([warningOf({ kind: 'changed' }), warningOf(undefined)]).toEqual([undefined, undefined]);
    expect(closing(refused, { kind: 'changed' })).not.toContain('warning');
  });
});
