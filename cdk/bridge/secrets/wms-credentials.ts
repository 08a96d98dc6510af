/**
 * What orders are sent to the WMS with: a client's id and secret, or an API key.
 */
import { isHeaderValue } from '../../../lib/adapters/wms-credentials.ts';
import { type WmsSecret, wmsSecretSchema } from '../../../lib/config/secret-values.ts';
import type { CredentialForm } from './credential-form.ts';

/** As they are called on the command line. */
export const wmsKinds = ['oauth2', 'api-key'] as const;
export type WmsKind = (typeof wmsKinds)[number];

export const wmsForm: CredentialForm<WmsKind, WmsSecret> = {
  knower: 'the WMS',
  kinds: wmsKinds,
  client: 'oauth2',
  text: { kind: 'api-key', title: 'API key', key: 'apiKey' },
  schema: wmsSecretSchema,
  kindOf: (secret) => ('apiKey' in secret ? 'api-key' : 'oauth2'),
  faultOf: (secret) =>
    'apiKey' in secret && !isHeaderValue(secret.apiKey)
      ? 'an API key goes into a header: printable ASCII, no space at its ends'
      : undefined,
};
