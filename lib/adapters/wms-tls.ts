/**
 * Requests to the WMS with the certificates that its secret holds.
 *
 * Its own authority alone vouches for the WMS, and no public one. A token endpoint elsewhere is vouched for by
 * the public ones as well, since it may be somebody else's.
 */
import { rootCertificates } from 'node:tls';
import type { WmsSettings } from '../config/policy.ts';
import type { TlsSecret } from '../config/tls-secret.ts';
import type { SendHttp, Tls } from './http-request.ts';
import type { ReadWmsSecret } from './wms-token.ts';

export type WmsTlsDependencies = {
  readonly settings: Pick<WmsSettings, 'baseUrl' | 'auth'>;
  /** Kept in memory: it is asked before every request. */
  readonly readSecret: ReadWmsSecret;
  readonly request: SendHttp;
};

/** Rejects where the secret cannot be read, or for a request that cannot be. */
export const makeWmsRequest = ({
  settings: { baseUrl, auth },
  readSecret,
  request,
}: WmsTlsDependencies): SendHttp => {
  if (auth.kind === 'none') return request;
  const { origin } = new URL(baseUrl);
  return async (outgoing) => {
    const secret = await readSecret({ fresh: false });
    const tls = secret.kind === 'set' ? secret.value.tls : undefined;
    if (tls === undefined) return request(outgoing);
    const isOwn = new URL(outgoing.url).origin === origin;
    return request({ ...outgoing, tls: isOwn ? ownTls(tls) : publicTls(tls) });
  };
};

const ownTls = ({ ca, certificate, key }: TlsSecret): Tls => ({
  ...(ca === undefined ? {} : { ca: [ca] }),
  ...(certificate === undefined || key === undefined ? {} : { cert: certificate, key }),
});

const publicTls = (tls: TlsSecret): Tls => ({
  ...ownTls(tls),
  ...(tls.ca === undefined ? {} : { ca: [...rootCertificates, tls.ca] }),
});
