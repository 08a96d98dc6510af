/**
 * Secrets Manager with a memory: one read serves five minutes, an old value serves while a read fails.
 *
 * Values stay in this module's closures; nothing here logs or throws one.
 */
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseSecret, shopSecretSchema, wmsSecretSchema } from '../config/secret-values.ts';
import type { ReadShopSecrets, SecretsInHand } from '../webhook/authenticate.ts';
import { makeSingleFlight } from './single-flight.ts';
import type { ReadWmsSecret } from './wms-token.ts';

/** Within five minutes a new version is used everywhere. */
const keptMillis = 300_000;
/** Bad signatures must not become reads: a fresh one is made at most this often. */
const freshMillisMin = 60_000;
/** While Secrets Manager is away an old value serves, without asking on every request. */
const failedMillisMin = 10_000;

export type ReadSecretText = (options: { readonly fresh: boolean }) => Promise<string>;

/**
 * Reads one secret's current text.
 *
 * @throws what Secrets Manager threw, where no older value is at hand.
 */
export const makeReadSecretText = (
  client: SecretsManagerClient,
  secretArn: string,
  now: () => number,
): ReadSecretText => {
  let kept: { readonly text: string; readonly readAt: number } | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  const read = makeSingleFlight(async (abortSignal) => {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: secretArn }), {
      abortSignal,
    });
    kept = { text: answer.SecretString ?? '', readAt: now() };
    return kept.text;
  });
  return async ({ fresh }) => {
    if (kept && now() - kept.readAt < (fresh ? freshMillisMin : keptMillis)) return kept.text;
    if (kept && now() - failedAt < failedMillisMin) return kept.text;
    try {
      return (await read()) ?? '';
    } catch (error) {
      failedAt = now();
      if (kept === undefined) throw error;
      return kept.text;
    }
  };
};

/** All shops' secrets; a shop whose secret cannot be had does not keep the others from working. */
export const makeReadShopSecrets = (
  shops: readonly { readonly domain: string; readonly readText: ReadSecretText }[],
): ReadShopSecrets => {
  type Held = SecretsInHand['shops'][number] | SecretsInHand['missing'][number];
  const readOne = async (
    { domain, readText }: (typeof shops)[number],
    fresh: boolean,
  ): Promise<Held> => {
    const text = await readText({ fresh }).catch(() => undefined);
    if (text === undefined) return { shop: domain, reason: 'secret_unreachable' };
    const parsed = parseSecret(shopSecretSchema, text);
    if (parsed.kind === 'set') return { shop: domain, secrets: parsed.value.secrets };
    const reason = parsed.kind === 'not-set' ? 'not_configured' : 'malformed_secret';
    return { shop: domain, reason };
  };
  return async ({ fresh }) => {
    const held = await Promise.all(shops.map((shop) => readOne(shop, fresh)));
    return {
      shops: held.filter((one) => 'secrets' in one),
      missing: held.filter((one) => 'reason' in one),
    };
  };
};

export const makeReadWmsSecret =
  (readText: ReadSecretText): ReadWmsSecret =>
  async (options) =>
    parseSecret(wmsSecretSchema, await readText(options));
