/**
 * The parts of one simulated WMS, and the settings they are made of.
 */
import { makeAccess } from './access.ts';
import { makeAccessTokens } from './access-tokens.ts';
import { makeCredentials, type WmsClient } from './credentials.ts';
import { makeFaults } from './faults.ts';
import { makeIdempotencyKeys } from './idempotency-keys.ts';
import { makeKeysEndpoint } from './keys-endpoint.ts';
import { makeOrderBook } from './order-book.ts';
import { makeOrdersEndpoint } from './orders-endpoint.ts';
import { makeRateLimit } from './rate-limit.ts';
import { makeRequestLog } from './request-log.ts';

const tokenSecondsDefault = 3_600;

export type SimulatedWmsSettings = {
  /** 0 takes any free port. */
  readonly port: number;
  /** Who may ask for a token at `/oauth/token`. */
  readonly clients: WmsClient | readonly WmsClient[];
  /** Keys that are good as they are, without a token. @default - none */
  readonly apiKeys?: readonly string[];
  /** Milliseconds since 1970. @default - the clock of this machine */
  readonly now?: () => number;
  /** How long a token is good. @default - an hour */
  readonly tokenSeconds?: number;
  /** Order requests of any one second; more are answered 429. @default - no limit */
  readonly limitPerSecond?: number;
  /** Orders that are remembered; the oldest are forgotten. @default 20,000 */
  readonly ordersMax?: number;
  /** Whether refusals repeat the address in their detail, as careless systems do. @default - false */
  readonly echoAddress?: boolean;
};

export const makeWmsParts = (settings: SimulatedWmsSettings) => {
  const { now = Date.now, tokenSeconds = tokenSecondsDefault, clients, apiKeys = [] } = settings;
  const credentials = makeCredentials({ clients: [clients].flat(), apiKeys, now });
  const tokens = makeAccessTokens({ credentials, tokenSeconds, now });
  const keys = makeIdempotencyKeys();
  const book = makeOrderBook(settings.ordersMax);
  return {
    now,
    credentials,
    tokens,
    access: makeAccess(tokens, credentials),
    keys,
    book,
    faults: makeFaults(now),
    limit: makeRateLimit(settings.limitPerSecond ?? null, now),
    log: makeRequestLog(),
    endpoint: makeOrdersEndpoint({ book, keys, now }),
    keysEndpoint: makeKeysEndpoint({ credentials, tokens }),
    /** Switched at run time. */
    switches: { echoAddress: settings.echoAddress ?? false },
    stop: new AbortController(),
  };
};
export type WmsParts = ReturnType<typeof makeWmsParts>;
