/** Mistakes in the calls to the WMS: answers, retries, credentials, pace. */
import type { Mistake } from './mistake.ts';

const attempt = 'lib/delivery/attempt.ts';
const retryPolicy = 'lib/delivery/retry-policy.ts';
const conclude = 'lib/delivery/conclude.ts';
const wmsClient = 'lib/adapters/wms-client.ts';

export const callingMistakes: readonly Mistake[] = [
  {
    name: 'any-200-is-a-success',
    effect: "A proxy's login page counts as the warehouse's word.",
    file: attempt,
    find: 'return wmsOrderId === undefined\n',
    replace: 'return false\n',
  },
  {
    name: 'conflict-with-the-same-version-is-a-success',
    effect: 'An order that the WMS refuses as in conflict with itself counts as delivered.',
    file: attempt,
    find: 'instantOf(current) > instantOf(version)',
    replace: 'instantOf(current) >= instantOf(version)',
  },
  {
    name: 'every-conflict-is-a-success',
    effect: 'An order that the WMS refuses counts as delivered.',
    file: attempt,
    find: "typeof current === 'string' && instantOf(current) > instantOf(version)\n    ? { kind: 'superseded', currentVersion: current }",
    replace: "version !== ''\n    ? { kind: 'superseded', currentVersion: String(current) }",
  },
  {
    name: 'forbidden-is-retried',
    effect: 'A WMS that forbids us is asked five times over, for every order.',
    file: attempt,
    find: "if (status === 403) return { kind: 'forbidden', status, ...problemOf(answer) };",
    replace: "if (status === 403) return { kind: 'unavailable', cause: 'status', status };",
  },
  {
    name: 'rejected-is-retried',
    effect: 'An order that the WMS will never take is sent again and again.',
    file: attempt,
    find: 'if (status >= 400 && status < 500) return',
    replace:
      "if (status >= 400 && status < 500) return { kind: 'unavailable', cause: 'status', status };\n  if (status < 0) return",
  },
  {
    name: 'retry-after-ignored',
    effect: 'A WMS that asks for a minute is called again within a second.',
    file: attempt,
    find: 'return seconds === undefined ? {} : { retryAfterSeconds: seconds };',
    replace: 'return {};',
  },
  {
    name: 'throttled-alone',
    effect: 'Of a WMS that asks everybody to wait, only one order hears it.',
    file: conclude,
    find: 'await ports.circuit.learn(lease ? { ...news, lease } : news).catch(() => undefined);',
    replace: '',
  },
  {
    name: 'jitter-lost',
    effect: 'Orders that failed together come back together.',
    file: retryPolicy,
    find: '2 ** failedAttempts * backoffBaseMillis + random() * backoffJitterMillis,',
    replace: '2 ** failedAttempts * backoffBaseMillis,',
  },
  {
    name: 'backoff-does-not-grow',
    effect: 'A WMS in trouble is called five times within a second by each order.',
    file: retryPolicy,
    find: '2 ** failedAttempts * backoffBaseMillis',
    replace: 'backoffBaseMillis',
  },
  {
    name: 'attempts-not-bounded',
    effect: 'A delivery calls the WMS for as long as it has time.',
    file: retryPolicy,
    find: 'if (attempts < attemptsMax && fits)',
    replace: 'if (fits)',
  },
  {
    name: 'key-with-the-attempt-in-it',
    effect: 'An order whose answer was lost is in the warehouse twice.',
    file: 'lib/delivery/deliver.ts',
    find: '    body,\n    idempotencyKey,\n    correlationId',
    replace: '    body,\n    idempotencyKey: idempotencyKey + startedAt,\n    correlationId',
  },
  {
    name: 'key-without-the-content',
    effect: 'Of two contents with one version the WMS refuses or forgets the second.',
    file: 'lib/delivery/identity.ts',
    find: '{data.hash}:g',
    replace: "{''}:g",
  },
  {
    name: 'refused-credentials-again',
    effect: 'The same wrong credentials are sent until the WMS locks us out.',
    file: 'lib/adapters/wms-token.ts',
    find: 'if (refused && isSame(client, next)) return { ...refused, ...versionOf(present) };',
    replace: '',
  },
  {
    name: 'refusal-without-a-hold',
    effect: 'Every order tries the wrong credentials once more.',
    file: conclude,
    find: 'await circuit.refuse(outcome.secretVersion).catch(() => undefined);',
    replace: '',
  },
  {
    name: 'secret-read-once',
    effect: 'A rotated secret is used only by functions that start later.',
    file: 'lib/adapters/secrets.ts',
    find: "if (kept !== undefined && fresh !== 'now' && isGood(fresh)) return kept.secret;",
    replace: 'if (kept !== undefined) return kept.secret;',
  },
  {
    name: 'pace-without-tokens',
    effect: 'Requests for tokens come on top of what the WMS allows.',
    file: wmsClient,
    find: "request: (token) => request('token', token),",
    replace: 'request: (token) => dependencies.request(token),',
  },
  {
    name: 'no-pace-for-a-new-environment',
    effect: 'After a deploy the WMS gets more requests than it allows.',
    file: 'lib/delivery/pacer.ts',
    find: 'let lastAt = now();',
    replace: 'let lastAt = Number.NEGATIVE_INFINITY;',
  },
  {
    name: 'no-pace',
    effect: 'A flash sale calls the WMS as fast as we can.',
    file: 'lib/delivery/pass.ts',
    find: 'await turn(signal, async () => ({ passes: await mayPass(by) }));',
    replace: '{ passes: await mayPass(by) };',
  },
];
