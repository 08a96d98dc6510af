/**
 * What orders are sent to the WMS with: a client's id and secret, an API key, or a certificate alone; each
 * may have certificates beside it.
 */
import { tlsFault } from '../../../lib/adapters/tls-material.ts';
import { isHeaderValue } from '../../../lib/adapters/wms-credentials.ts';
import { type WmsSecret, wmsSecretSchema } from '../../../lib/config/secret-values.ts';
import type { CredentialForm } from './credential-form.ts';

/** As they are called on the command line. */
export const wmsKinds = ['oauth2', 'api-key', 'mutual-tls'] as const;
export type WmsKind = (typeof wmsKinds)[number];

export const wmsForm: CredentialForm<WmsKind, WmsSecret> = {
  knower: 'the WMS',
  kinds: wmsKinds,
  client: 'oauth2',
  text: { kind: 'api-key', title: 'API key', key: 'apiKey' },
  certificate: 'mutual-tls',
  schema: wmsSecretSchema,
  kindOf: (secret) =>
    'apiKey' in secret ? 'api-key' : 'clientId' in secret ? 'oauth2' : 'mutual-tls',
  faultOf: (secret) =>
    'apiKey' in secret && !isHeaderValue(secret.apiKey)
      ? 'an API key goes into a header: printable ASCII, no space at its ends'
      : secret.tls && tlsFault(secret.tls),
};
