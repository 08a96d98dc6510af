/**
 * One effect per Idempotency-Key: the same key and body get the first answer again, the same key
 * with another body is a fault of the caller and is kept as a violation.
 */
import type { Answer } from './http.ts';
import { forgetOldest, makeNewest } from './newest.ts';

const keysMax = 100_000;
const violationsMax = 1_000;

export type Violation = {
  readonly atMillis: number;
  readonly orderId: string;
  readonly idempotencyKey: string;
  readonly kind: 'key-used-for-two-bodies';
};

export const makeIdempotencyKeys = () => {
  const bodies = new Map<string, string>();
  const answers = new Map<string, Answer>();
  const violations = makeNewest<Violation>(violationsMax);

  /** Whether the key may go with this body. Also asked for requests that a fault swallows afterwards. */
  const admit = (key: string, body: string, at: { orderId: string; atMillis: number }): boolean => {
    const known = bodies.get(key);
    if (known === undefined) {
      bodies.set(key, body);
      forgetOldest(bodies, keysMax);
      return true;
    }
    if (known === body) return true;
    violations.push({ ...at, idempotencyKey: key, kind: 'key-used-for-two-bodies' });
    return false;
  };

  /** The answer of the key's first use, or what `first` answers now. */
  const answerOnce = (key: string, first: () => Answer): Answer => {
    const answer = answers.get(key) ?? first();
    answers.set(key, answer);
    forgetOldest(answers, keysMax);
    return answer;
  };

  return { admit, answerOnce, violations: violations.all };
};
export type IdempotencyKeys = ReturnType<typeof makeIdempotencyKeys>;
