/**
 * One POST of a webhook, with Shopify's patience of 5 s in all.
 */
import type { SignedWebhook } from './smoke-order.ts';

/** Shopify waits no longer, and takes it for a failure. */
export const patienceMillis = 5_000;
/** How a request ends that took longer. */
export const outOfTime = 'TimeoutError';

export type Posted =
  | { readonly kind: 'answered'; readonly status: number }
  /** Nobody was there. */
  | { readonly kind: 'unreachable'; readonly code: string }
  /** No answer in time, or the connection broke: what was sent may have been taken all the same. */
  | { readonly kind: 'silent'; readonly code: string };

const badPort = 'bad port';

/** Where nothing can have been sent. */
const neverSent = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ERR_INVALID_URL', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED'],
  ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID', badPort],
]);

export const postWebhook = async (
  url: string,
  { headers, body }: SignedWebhook,
): Promise<Posted> => {
  try {
    const signal = AbortSignal.timeout(patienceMillis);
    const options = { method: 'POST', headers, body, redirect: 'manual', signal } as const;
    const response = await fetch(url, options);
    // All of it has to be there in time.
    await response.arrayBuffer();
    return { kind: 'answered', status: response.status };
  } catch (error) {
    const code = codeOf(error);
    return { kind: neverSent.has(code) ? 'unreachable' : 'silent', code };
  }
};

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  // Ports that fetch does not go to have a sentence of their own.
  if (cause instanceof Error && cause.message === badPort) return badPort;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
    return cause.code;
  return error.name;
};
