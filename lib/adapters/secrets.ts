/**
 * Secrets Manager with a memory: one read serves five minutes, an old value serves while a read fails.
 *
 * Values stay in this module's closures; nothing here logs or throws one.
 */
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  type ParsedSecret,
  parseSecret,
  shopSecretSchema,
  type WmsSecret,
  wmsSecretSchema,
} from '../config/secret-values.ts';
import type { ReadShopSecrets, SecretsInHand } from '../webhook/authenticate.ts';
import { makeSingleFlight } from './single-flight.ts';
import { tlsFault } from './tls-material.ts';
import type { ReadWmsSecret } from './wms-token.ts';

/** Within five minutes a new version is used everywhere. */
export const keptMillis = 300_000;
/** Bad signatures must not become reads: a fresh one is made at most this often. */
export const freshMillisMin = 60_000;
/** While Secrets Manager is away an old value serves, without asking on every request. */
const failedMillisMin = 10_000;

export type SecretText = {
  readonly text: string;
  /** Changes with every new value. */
  readonly version?: string;
};

/**
 * `fresh`: again, unless it was read a moment ago. `now`: as it is at this moment, and rejected where
 * that cannot be had: an old value proves nothing then.
 */
export type ReadSecretText = (options: { readonly fresh: boolean | 'now' }) => Promise<SecretText>;

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
  let kept: { readonly secret: SecretText; readonly readAt: number } | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  const read = makeSingleFlight(async (abortSignal): Promise<SecretText> => {
    const command = new GetSecretValueCommand({ SecretId: secretArn });
    const { SecretString: text = '', VersionId: version } = await client.send(command, {
      abortSignal,
    });
    const secret = version === undefined ? { text } : { text, version };
    kept = { secret, readAt: now() };
    return secret;
  });
  const isGood = (fresh: boolean): boolean => {
    if (kept === undefined) return false;
    if (now() - kept.readAt < (fresh ? freshMillisMin : keptMillis)) return true;
    return now() - failedAt < failedMillisMin;
  };
  return async ({ fresh }) => {
    if (kept !== undefined && fresh !== 'now' && isGood(fresh)) return kept.secret;
    try {
      return (await read()) ?? { text: '' };
    } catch (error) {
      failedAt = now();
      if (kept === undefined || fresh === 'now') throw error;
      return kept.secret;
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
    const secret = await readText({ fresh }).catch(() => undefined);
    if (secret === undefined) return { shop: domain, reason: 'secret_unreachable' };
    const parsed = parseSecret(shopSecretSchema, secret.text);
    if (parsed.kind === 'set') {
      const { secrets, oldUntil } = parsed.value;
      const until = oldUntil === undefined ? {} : { oldUntil: Date.parse(oldUntil) };
      return { shop: domain, secrets, ...until };
    }
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

/**
 * The WMS's refusals are few, since a hold follows them: asked for a fresh one it is read at once, or a
 * rotation would go unnoticed for a minute.
 *
 * @param isRefused - whether the WMS has refused this version: it is not used again from memory.
 */
export const makeReadWmsSecret = (
  readText: ReadSecretText,
  isRefused: (version: string | undefined) => boolean,
): ReadWmsSecret => {
  const parseWms = makeParseWms();
  return async ({ fresh }) => {
    const known = await readText({ fresh: fresh ? 'now' : false });
    const { text, version } = isRefused(known.version) ? await readText({ fresh: 'now' }) : known;
    const secret = parseWms(text);
    return version === undefined ? secret : { ...secret, version };
  };
};

/** Reading certificates costs more than a request has to spare, so each text is read once. */
const makeParseWms = (): ((text: string) => ParsedSecret<WmsSecret>) => {
  let last: { readonly text: string; readonly parsed: ParsedSecret<WmsSecret> } | undefined;
  const parse = (text: string): ParsedSecret<WmsSecret> => {
    const parsed = parseSecret(wmsSecretSchema, text);
    const tls = parsed.kind === 'set' ? parsed.value.tls : undefined;
    const fault = tls && tlsFault(tls);
    return fault === undefined ? parsed : { kind: 'malformed', fault };
  };
  return (text) => {
    if (last?.text !== text) last = { text, parsed: parse(text) };
    return last.parsed;
  };
};

/** The version that the WMS's secret has now; nothing where the WMS asks for no credentials. */
export const makeReadSecretVersion =
  (readText: ReadSecretText, secretArn: string) => async (): Promise<string | undefined> =>
    secretArn === '' ? undefined : (await readText({ fresh: 'now' })).version;
