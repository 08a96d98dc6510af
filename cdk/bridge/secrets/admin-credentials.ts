/**
 * What a shop's Admin API is asked with: an app's client id and secret, or the permanent token of an app
 * that was made in the shop's admin.
 */
import { isHeaderValue } from '../../../lib/adapters/wms-credentials.ts';
import { type AdminSecret, adminSecretSchema } from '../../../lib/config/secret-values.ts';
import type { CredentialForm } from './credential-form.ts';

/** As they are called on the command line. */
export const adminKinds = ['client', 'token'] as const;
export type AdminKind = (typeof adminKinds)[number];

export const adminForm: CredentialForm<AdminKind, AdminSecret> = {
  knower: 'Shopify',
  kinds: adminKinds,
  client: 'client',
  text: { kind: 'token', title: 'Access token', key: 'accessToken' },
  schema: adminSecretSchema,
  kindOf: (secret) => ('accessToken' in secret ? 'token' : 'client'),
  faultOf: (secret) =>
    'accessToken' in secret && !isHeaderValue(secret.accessToken)
      ? 'an access token goes into a header: printable ASCII, no space at its ends'
      : undefined,
};
