/**
 * Which of a shop's several secrets webhooks were signed with lately, and when last: from the metric that
 * accept-webhook writes for each, looked up where it is written, since CloudWatch's metrics know no seconds.
 */
import * as z from 'zod';
import { shopSecretsMax } from '../../../lib/config/secret-values.ts';
import { dimensions, metrics } from '../../../lib/telemetry/names.ts';
import type { Stage } from '../open-stage.ts';
import { type Part, readPart } from '../part.ts';
import { refusal } from '../refusal.ts';
import { fromNowText } from '../time-text.ts';
import { searchLogs } from '../trace/search-logs.ts';

export type SecretUse = {
  /** In the shop's list, from 0 for the oldest. */
  readonly position: number;
  /** Epoch milliseconds. */
  readonly lastAt: number;
};

/** What is told of the use reaches so far back: as long as Shopify repeats what was not taken. */
export const seenMillis = 14_400_000;

type Of = Pick<Stage, 'names' | 'logs' | 'who'>;

/** By position; nothing for those that matched no webhook, and where a shop has one secret alone. */
export const readSecretUse = (
  stage: Of,
  shop: string,
  now: number,
): Promise<Part<readonly SecretUse[]>> => readPart(stage.who, findUse(stage, shop, now));

const findUse = async (stage: Of, shop: string, now: number): Promise<readonly SecretUse[]> => {
  const [searched] = await searchLogs(stage, {
    pattern: patternOf(shop),
    // Webhooks are the first that an order meets.
    groups: stage.names.logGroups.slice(0, 1),
    since: now - seenMillis,
    tell: () => {},
  });
  if (searched === undefined) throw refusal(`${stage.names.title} names no log group`, 1);
  if (searched.found.kind === 'unreadable') throw refusal(searched.found.why, 1);
  const lastAt = new Map<number, number>();
  for (const { message = '', timestamp = 0 } of searched.found.value.events) {
    const position = positionIn(message, shop);
    if (position === undefined) continue;
    lastAt.set(position, Math.max(timestamp, lastAt.get(position) ?? 0));
  }
  return [...lastAt]
    .map(([position, at]) => ({ position, lastAt: at }))
    .sort((one, other) => one.position - other.position);
};

const patternOf = (shop: string): string => {
  const terms = Array.from(
    { length: shopSecretsMax },
    (_, position) => `$.${dimensions.shop} = "${shop}" && $.${dimensions.position} = "${position}"`,
  );
  return `{ ${terms.join(' || ')} }`;
};

const lineSchema = z.object({
  [metrics.secretMatched]: z.union([z.number(), z.array(z.number()).min(1)]),
  [dimensions.shop]: z.string(),
  [dimensions.position]: z.string().regex(/^\d$/),
});

const positionIn = (message: string, shop: string): number | undefined => {
  const line = lineSchema.safeParse(parseJson(message)).data;
  return line?.[dimensions.shop] === shop ? Number(line[dimensions.position]) : undefined;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const ordinals = ['oldest', '2nd', '3rd', '4th', '5th'];

/** `oldest, 2 min ago; 2nd, just now` */
export const useText = (use: readonly SecretUse[], now: number): string =>
  use
    .map(({ position, lastAt }) => `${ordinals[position] ?? position}, ${fromNowText(lastAt, now)}`)
    .join('; ');
