/** Clauses about every answer of the run, whatever it was asked for. */
import { parseRetryAfter } from '../../../lib/delivery/retry-after.ts';
import { broken, type Finding, type Findings, firstBroken, wmsOrderIdOf } from '../finding.ts';
import type { Kit } from '../kit.ts';
import type { Exchange } from '../wire.ts';

/** The bridge's default for one attempt. */
const attemptMillisMax = 2_000;
const retryAfterSecondsMax = 86_400;

const status = ({ answer }: Exchange): number => answer?.status ?? 0;

const isProblem = ({ answer }: Exchange): boolean => {
  const { type, title, status: said } = answer?.json ?? {};
  return (
    /^application\/problem\+json\b/i.test(answer?.headers['content-type'] ?? '') &&
    typeof type === 'string' &&
    typeof title === 'string' &&
    said === answer?.status
  );
};

const isSuccess = (exchange: Exchange): boolean =>
  wmsOrderIdOf(exchange) !== undefined &&
  /^application\/(\S+\+)?json\b/i.test(exchange.answer?.headers['content-type'] ?? '');

const saysWhen = ({ answer }: Exchange, now: number): boolean =>
  parseRetryAfter(answer?.headers['retry-after'], now, retryAfterSecondsMax) !== undefined;

/** Holds if all exchanges are as expected, and says so only if there were any. */
const every = (
  exchanges: readonly Exchange[],
  fits: (exchange: Exchange) => boolean,
  expected: string,
): Finding => {
  if (exchanges.length === 0) return { kind: 'not-checked', note: 'there was no such answer' };
  const other = exchanges.find((each) => !fits(each));
  return firstBroken(other === undefined ? null : broken(other, expected));
};

const checkRetryAfter = (exchanges: readonly Exchange[], now: number): Finding => {
  const throttled = exchanges.filter((each) => status(each) === 429);
  return throttled.length === 0
    ? { kind: 'not-offered', note: 'no limit was hit; --probe-limit N looks for one' }
    : every(throttled, (each) => saysWhen(each, now), 'Retry-After in seconds or as an HTTP date');
};

/** @param now - Milliseconds since the epoch. */
export const checkOverAll = ({ wire }: Kit, now: number): Findings => {
  const exchanges = wire.history();
  const orders = exchanges.filter(({ endpoint }) => endpoint === 'orders');
  const puts = orders.filter(({ method }) => method === 'PUT');
  const successes = puts.filter((each) => status(each) >= 200 && status(each) < 300);
  const redirects = (each: Exchange) => status(each) >= 300 && status(each) < 400;
  const refusals = exchanges.filter(
    (each) => each.endpoint !== 'token' && status(each) >= 400 && status(each) < 500,
  );
  const inTime = ({ answer, millis }: Exchange) => answer !== null && millis <= attemptMillisMax;
  const slowest = puts.find((each) => !inTime(each));
  return {
    'put.success': every(successes, isSuccess, 'application/json with a wms_order_id'),
    'put.redirect': every(puts, (each) => !redirects(each), 'no redirect'),
    'put.in-time':
      slowest === undefined
        ? firstBroken()
        : {
            ...broken(slowest, `an answer within ${attemptMillisMax / 1_000} s`),
            came: `${slowest.came}, after ${Math.round(slowest.millis)} ms`,
          },
    'refusal.problem': every(
      refusals,
      isProblem,
      'application/problem+json with type, title and the status',
    ),
    'limit.retry-after': checkRetryAfter(exchanges, now),
  };
};
