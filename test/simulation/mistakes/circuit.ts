/** Mistakes in the circuit, in holds, and in what counts against an order. */
import type { Mistake } from './mistake.ts';

const transitions = 'lib/circuit/transitions.ts';
const standing = 'lib/circuit/standing.ts';
const holds = 'lib/circuit/holds.ts';
const probe = 'lib/circuit/probe.ts';
const counting = 'lib/delivery/counting.ts';

export const circuitMistakes: readonly Mistake[] = [
  {
    name: 'opened-by-one-order',
    effect: 'A single poison order stops all others.',
    file: transitions,
    find: 'failures.length >= settings.ordersToOpen',
    replace: 'failures.length >= 1',
  },
  {
    name: 'one-order-counted-thrice',
    effect: 'A poison order that is tried three times stops all others.',
    file: transitions,
    find: '[...entries.filter((entry) => entry.order !== order), { order, at, served }]',
    replace: '[...entries, { order, at, served }]',
  },
  {
    name: 'never-opened',
    effect: 'A WMS that is down is called by every order, all the time.',
    file: transitions,
    find: 'circuit.block === undefined && failures.length >= settings.ordersToOpen',
    replace: 'circuit.block !== undefined',
  },
  {
    name: 'not-closed-by-success',
    effect: 'After an outage everything waits although the WMS is back.',
    file: transitions,
    find: "if (block.kind === 'hold') return",
    replace: "if (block.kind !== 'paused') return",
  },
  {
    name: 'probes-without-an-interval',
    effect: 'A WMS that is down is probed as fast as the leases allow.',
    file: transitions,
    find: 'const nextProbeAt = Math.max(now + seconds * 1_000, nextTryAt);',
    replace: 'const nextProbeAt = now;',
  },
  {
    name: 'lease-not-looked-at',
    effect: 'While the circuit is open, everybody probes at once.',
    file: standing,
    find: 'if (probe !== undefined && probe.until > now) {',
    replace: 'if (probe !== undefined && probe.until < 0) {',
  },
  {
    name: 'lease-never-ends',
    effect: 'A prober that is killed leaves the circuit open for a day.',
    file: holds,
    find: 'until: now + settings.probeLeaseMillis };',
    replace: 'until: now + 86_400_000 };',
  },
  {
    name: 'circuit-written-without-looking',
    effect: 'Two functions undo what the other one has decided.',
    file: 'lib/adapters/circuit-item.ts',
    find: "ConditionExpression: 'revision = :revision',",
    replace: "ConditionExpression: 'revision = :revision OR revision <> :revision',",
  },
  {
    name: 'hold-not-ended-by-the-secret',
    effect: 'After the right secret is put in, everything goes on waiting.',
    file: probe,
    find: 'const ended = version !== secretVersion;',
    replace: "const ended = version === '';",
  },
  {
    name: 'hold-ended-by-looking',
    effect: 'The same refused credentials are sent again with every probe.',
    file: probe,
    find: 'const ended = version !== secretVersion;',
    replace: 'const ended = true;',
  },
  {
    name: 'maintenance-never-ends',
    effect: 'A maintenance window goes on until somebody notices.',
    file: standing,
    find: 'const end = block.until ?? Number.POSITIVE_INFINITY;',
    replace: 'const end = Number.POSITIVE_INFINITY;',
  },
  {
    name: 'forbidden-never-holds',
    effect: 'A WMS that forbids us everything makes every order a dead letter.',
    file: holds,
    find: 'if (fresh.some((entry) => entry.order !== order)) {',
    replace: 'if (fresh.length > 1_000) {',
  },
  {
    name: 'forbidden-always-holds',
    effect: 'One order that the WMS forbids stops all others.',
    file: holds,
    find: 'if (fresh.some((entry) => entry.order !== order)) {',
    replace: 'if (fresh.length >= 0) {',
  },
  {
    name: 'counted-without-a-sign-of-life',
    effect: 'An outage makes orders dead letters.',
    file: counting,
    find: "return others && served > failing.served ? 'signed' : 'unsigned';",
    replace: "return 'signed';",
  },
  {
    name: 'never-counted',
    effect: 'A poison order is tried for twelve days, and nobody is told.',
    file: counting,
    find: "return others && served > failing.served ? 'signed' : 'unsigned';",
    replace: "return 'unsigned';",
  },
  {
    name: 'deferral-counted',
    effect: 'Being a probe counts against an order: an outage makes it a dead letter.',
    file: counting,
    find: "if (probeSeconds !== undefined) return { kind: 'back', seconds: probeSeconds, failing };",
    replace:
      "if (probeSeconds !== undefined) { const counted = failing.counted + 1; return counted >= settings.countedMax ? { kind: 'exhausted', counted } : { kind: 'back', seconds: probeSeconds, failing: { ...failing, counted } }; }",
  },
  {
    name: 'exhausted-at-once',
    effect: 'The first failure makes an order a dead letter.',
    file: counting,
    find: 'if (counted >= settings.countedMax)',
    replace: 'if (counted >= 1)',
  },
  {
    name: 'expired-after-twelve-hours',
    effect: 'An outage of a day makes every order a dead letter.',
    file: 'lib/delivery/endings.ts',
    find: 'const millisOfDay = 86_400_000;',
    replace: 'const millisOfDay = 3_600_000;',
  },
];
