/**
 * Waits for log lines about the demonstration's orders. Lines that were heard before somebody asked
 * count as well, each once.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { readStageLine } from '../console/stage-line.ts';
import type { LogRecord } from '../functions/log-lines.ts';

export type HeardLine = {
  readonly orderId: string;
  readonly stage: NonNullable<ReturnType<typeof readStageLine>>['stage'];
  readonly attempts: number;
  readonly latencyMillis: number;
};

/** A few orders have a few lines; somebody who replays one again and again makes more. */
const linesMax = 1_000;

/** @param stop - ends all waiting. */
export const makeHearing = (orderIds: readonly string[], stop: AbortSignal) => {
  const lines: HeardLine[] = [];
  const news = new EventTarget();

  const hear = (record: LogRecord): void => {
    const line = readStageLine(record);
    const orderId = line?.shopify_order_id ?? '';
    if (line === undefined || !orderIds.includes(orderId) || lines.length >= linesMax) return;
    const { stage, attempt: attempts, latency_ms: latencyMillis } = line;
    lines.push({ orderId, stage, attempts, latencyMillis });
    news.dispatchEvent(new Event('line'));
  };
  const take = (orderId: string, stages: readonly HeardLine['stage'][]): HeardLine | undefined => {
    const place = lines.findIndex(
      (line) => line.orderId === orderId && stages.includes(line.stage),
    );
    return place < 0 ? undefined : lines.splice(place, 1)[0];
  };
  const waitFor = async (
    orderId: string,
    stages: readonly HeardLine['stage'][],
    millisMax: number,
  ): Promise<HeardLine | null> => {
    const found = Promise.withResolvers<HeardLine>();
    const look = (): void => {
      const line = take(orderId, stages);
      if (line !== undefined) found.resolve(line);
    };
    const over = new AbortController();
    news.addEventListener('line', look, { signal: over.signal });
    look();
    const signal = AbortSignal.any([stop, over.signal]);
    try {
      return await Promise.race([found.promise, delay(millisMax, null, { signal })]);
    } finally {
      over.abort();
    }
  };
  return { hear, waitFor };
};
export type Hearing = ReturnType<typeof makeHearing>;
