import { expect, it } from 'vitest';
import { readAudit } from './audit.ts';

const report = (vulnerabilities: object) => JSON.stringify({ metadata: { vulnerabilities } });

it('nothing known is said as that', () => {
  const none = { info: 0, low: 0, moderate: 0, high: 0, critical: 0, total: 0 };
  expect(readAudit(report(none))).toEqual({
    text: 'npm audit: nothing is known against what is installed.',
    code: 0,
  });
});

it('what is known is counted by kind, and fails', () => {
  const some = { info: 0, low: 0, moderate: 2, high: 1, critical: 0, total: 3 };
  expect(readAudit(report(some))).toEqual({
    text: 'npm audit: 2 moderate, 1 high; see npm audit',
    code: 1,
  });
});

it.each([
  [
    '{"message":"405 Method Not Allowed - POST https://registry.example","statusCode":405}',
    'it answers 405',
  ],
  ['{"error":{"code":"ENOTFOUND"}}', 'it gave no report'],
  ['', 'it gave no report'],
])('a registry that refuses is not taken for one that knows nothing: %s', (output, why) => {
  const { text, code } = readAudit(output);

  expect([code, text]).toEqual([
    3,
    `npm audit: the registry does not say: ${why}. Nothing is known, neither good nor bad; ask one that answers: npm audit --registry URL`,
  ]);
});
