/** What an operator reads of the circuit, word for word. */
import { describe, expect, it } from 'vitest';
import { circuitJson } from '../../cdk/bridge/circuit/circuit-json.ts';
import { showText } from '../../cdk/bridge/circuit/show-text.ts';
import type { Block } from '../../lib/circuit/circuit.ts';
import {
  ahead,
  now,
  open,
  order,
  past,
  paused,
  production,
  refused,
  seen,
  window,
} from './seen-circuits.ts';

describe('circuit show', () => {
  it('a closed circuit is one line', () => {
    expect(showText(seen({ servedOrder: 'demo.myshopify.com/1', served: past(90_000) }))).toBe(
      'The circuit of the local stack is closed: orders go to the WMS.',
    );
  });

  it('an item that nobody can read is said to be none', () => {
    expect(showText(seen({}, { unreadable: true }))).toBe(
      `The circuit of the local stack is closed: orders go to the WMS.

  item          cannot be read, and counts as closed`,
    );
  });

  it('while failures count together, they are shown with ids only, newest first', () => {
    const circuit = {
      watchUntil: ahead(870),
      failures: [order(1, past(35)), order(2, past(30))],
      forbidden: [order(3, past(20))],
      ...{ served: past(40), servedOrder: 'demo.myshopify.com/9' },
    };
    expect(showText(seen(circuit))).toBe(
      `The circuit of the local stack is closed: orders go to the WMS.

  watching      failures until 2026-11-22 10:14:30 UTC, in 14 min 30 s
  failed last   demo.myshopify.com/2, 30 s ago
                demo.myshopify.com/1, 35 s ago
  answered 403  demo.myshopify.com/3, 20 s ago
  served last   demo.myshopify.com/9, 40 s ago`,
    );
  });

  it('open: since when, why, when the next probe is due, who may, what ends it', () => {
    const circuit = { block: open, failures: [order(1, past(310)), order(2, past(6))] };
    expect(showText(seen(circuit, { names: production }))).toBe(
      `The circuit of stage production is open: one order at a time tries the WMS, the others wait.

  since         2026-11-22 09:54:55 UTC, 5 min 5 s ago
  why           orders failed, with no success between them
  failed last   demo.myshopify.com/2, 6 s ago
                demo.myshopify.com/1, 5 min 10 s ago
  next probe    2026-11-22 10:00:09 UTC, in 9 s
  may probe     any waiting order; what failed in this outage a moment later, what failed last after all others
  ends          with the first order that the WMS serves
                by hand: npm run bridge -- circuit close --stage production`,
    );
  });

  it('a probe that is due, and one that is under way', () => {
    const block: Block = { ...open, nextProbeAt: past(3) };
    const probe = { holder: 'h', until: ahead(2) };

    expect(showText(seen({ block }))).toContain(
      '\n  next probe    due since 2026-11-22 09:59:57 UTC, 3 s ago\n',
    );
    expect(showText(seen({ block, probe }))).toContain(
      '\n  next probe    one is under way; its lease ends 2026-11-22 10:00:02 UTC, in 2 s\n',
    );
    expect(showText(seen({ block, probe: { ...probe, until: now } }))).toContain('  due since ');
  });

  it('paused', () => {
    expect(showText(seen({ block: paused }))).toBe(
      `The circuit of the local stack is paused: the WMS asked for a pause, and all orders wait.

  since         2026-11-22 09:59:40 UTC, 20 s ago
  why           it answered 429
  next probe    2026-11-22 10:00:10 UTC, in 10 s
  may probe     any waiting order
  ends          with that probe, whatever its answer but another 429
                by hand: npm run bridge -- circuit close`,
    );
  });

  it('held by an operator: the words, and the end of the window', () => {
    expect(showText(seen({ block: { ...window, reason: 'a\u001b[2Jb' } }))).toBe(
      `The circuit of the local stack is held: no order is sent to the WMS, all wait.

  since         2026-11-22 07:55:00 UTC, 2 h 5 min ago
  why           an operator: a [2Jb
  next probe    2026-11-22 11:55:00 UTC, in 1 h 55 min
  may probe     any waiting order
  ends          2026-11-22 11:55:00 UTC, in 1 h 55 min; one order goes first, then all
                by hand: npm run bridge -- circuit close`,
    );
  });

  it('a window that is over, and none at all', () => {
    const { until: _none, ...endless } = window;

    expect(showText(seen({ block: { ...window, until: past(60) } }))).toContain(
      '\n  ends          it is over since 2026-11-22 09:59:00 UTC, 1 min ago; the next waiting order goes first\n',
    );
    expect(showText(seen({ block: endless }))).toContain(
      '\n  next probe    none, while the hold lasts\n  ends          by hand: npm',
    );
  });

  it('held for its credentials: whether they have changed, and who looks next', () => {
    expect(showText(seen({ block: refused }, { secret: { kind: 'unchanged' } }))).toBe(
      `The circuit of the local stack is held: no order is sent to the WMS, all wait.

  since         2026-11-21 08:58:59 UTC, 1 d 1 h ago
  why           the WMS refuses the credentials, or none are set
  secret        has not changed since the WMS refused it
  next look     2026-11-22 10:10:00 UTC, in 10 min
  may probe     any waiting order; it looks at the secret, and sends nothing before
  ends          with a new value of the WMS's secret
                by hand: npm run bridge -- circuit close`,
    );
  });

  it.each([
    [{ kind: 'changed' } as const, 'has changed since the WMS refused it'],
    [
      { kind: 'unknown', why: 'no right' } as const,
      'whether it has changed is not known: no right',
    ],
  ])('the secret %j', (secret, text) => {
    const block: Block = { ...refused, cause: 'forbidden' };
    const shown = showText(seen({ block, forbidden: [order(3, past(20))] }, { secret }));

    expect(shown).toContain(`\n  secret        ${text}\n`);
    expect(shown).toContain(
      `\n  why           several orders were answered 403, with no success between\n  answered 403  demo.myshopify.com/3, 20 s ago\n`,
    );
  });
});

describe('circuit show --json', () => {
  it('has what applies, and nothing else', () => {
    expect(circuitJson(seen({}))).toEqual({
      ...{ stage: 'local', at: '2026-11-22T10:00:00.000Z', state: 'closed' },
      ...{ failed: [], forbidden: [] },
    });
    const circuit = {
      ...{ block: window, watchUntil: ahead(60), failures: [order(1, past(5))] },
      ...{ probe: { holder: 'h', until: ahead(2) }, served: past(9), servedOrder: 'o' },
    };
    expect(circuitJson(seen(circuit, { unreadable: true, secret: { kind: 'changed' } }))).toEqual({
      ...{ stage: 'local', at: '2026-11-22T10:00:00.000Z', state: 'held', unreadable: true },
      ...{ since: '2026-11-22T07:55:00.000Z', seconds: 7_500, cause: 'operator' },
      ...{ reason: 'stocktaking', until: '2026-11-22T11:55:00.000Z' },
      nextProbeAt: '2026-11-22T11:55:00.000Z',
      probeRunningUntil: '2026-11-22T10:00:02.000Z',
      watchingUntil: '2026-11-22T10:01:00.000Z',
      failed: [{ order: 'demo.myshopify.com/1', at: '2026-11-22T09:59:55.000Z' }],
      forbidden: [],
      servedLast: { order: 'o', at: '2026-11-22T09:59:51.000Z' },
      secret: 'changed',
    });
  });
});
