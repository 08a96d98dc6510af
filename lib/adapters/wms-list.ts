/**
 * `GET /orders?updated_since=` of the WMS, which is optional in its contract: one page, in its turn, with the
 * credentials that deliveries have. Repeats nothing but what refused credentials ask for, once.
 */
import type { WmsSettings } from '../config/policy.ts';
import type { Pacer } from '../delivery/pacer.ts';
import type { WmsPage } from '../reconciliation/nightly/nightly-ports.ts';
import { interpretPage } from '../reconciliation/nightly/wms-page.ts';
import type { HttpResult, SendHttp } from './http-request.ts';
import { type Credentials, type CredentialsResult, makeWmsCredentials } from './wms-credentials.ts';
import { makeWmsRequest } from './wms-tls.ts';
import type { ReadWmsSecret } from './wms-token.ts';

export type WmsListDependencies = {
  readonly settings: WmsSettings;
  readonly release: string;
  readonly readSecret: ReadWmsSecret;
  /** Whether the WMS has refused this version of the secret. */
  readonly isRefused: (secretVersion: string | undefined) => boolean;
  readonly request: SendHttp;
  /** Of requests for this list alone, those for tokens included. */
  readonly pacer: Pacer;
  /** Epoch milliseconds. */
  readonly now: () => number;
};

/** A page is no order that somebody waits for; a WMS may search for a while. */
const timeoutMillis = 10_000;
const connectTimeoutMillis = 2_000;
/** A page of a thousand orders has some 200 kB. */
const answerBytesMax = 4 * 1024 * 1024;
/** What no answer brings back: the run ends before. */
const retryAfterSecondsMax = 60;
const correlationId = 'reconciliation';

const never = new AbortController().signal;

export const makeListWms = (dependencies: WmsListDependencies) => {
  const { settings, release, pacer, now } = dependencies;
  const request = makeWmsRequest(dependencies);
  const userAgent = `shopify-wms-bridge/${release}`;
  const inTurn: SendHttp = async (outgoing) => {
    const sent = await pacer(never, () => Promise.resolve(request(outgoing)));
    return sent === false ? { kind: 'timeout' } : sent;
  };
  const credentials = makeWmsCredentials({
    ...{ ...dependencies, auth: settings.auth, userAgent, request: inTurn, now },
    ...{ timeoutMillis, connectTimeoutMillis, retryAfterSecondsMax },
  });
  const get = (url: string, sent: Credentials): Promise<HttpResult> =>
    inTurn({
      method: 'GET',
      url,
      headers: {
        accept: 'application/json, application/problem+json',
        'user-agent': userAgent,
        'x-correlation-id': correlationId,
        ...(sent.header === undefined ? {} : { [sent.header]: sent.value }),
      },
      body: '',
      ...{ timeoutMillis, connectTimeoutMillis, answerBytesMax },
    });

  return async (since: string, cursor: string | null): Promise<WmsPage> => {
    const url = listUrl(settings.baseUrl, since, cursor);
    const first = await credentials({ signal: never });
    if (first.kind !== 'credentials') return withoutCredentials(first);
    const page = pageOf(await get(url, first));
    if (page.kind !== 'unauthorized') return page;
    const second = await credentials({ refused: first, signal: never });
    if (second.kind !== 'credentials') return withoutCredentials(second);
    // The same again would only bring us nearer to being locked out.
    if (second.value === first.value) return { kind: 'refused' };
    const again = pageOf(await get(url, second));
    return again.kind === 'unauthorized' ? { kind: 'refused' } : again;
  };
};

const listUrl = (baseUrl: string, since: string, cursor: string | null): string => {
  const query = new URLSearchParams({
    updated_since: since,
    ...(cursor === null ? {} : { cursor }),
  });
  return `${baseUrl.replace(/\/+$/, '')}/orders?${query}`;
};

const withoutCredentials = (result: Exclude<CredentialsResult, Credentials>): WmsPage => {
  if (result.kind !== 'unauthorized') return { kind: 'unavailable' };
  return { kind: result.reason === 'not_configured' ? 'not_configured' : 'refused' };
};

const pageOf = (result: HttpResult): ReturnType<typeof interpretPage> =>
  result.kind === 'answer' ? interpretPage(result) : { kind: 'unavailable' };
