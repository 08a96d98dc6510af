/**
 * `bridge secrets set admin`: what a shop's Admin API is asked with.
 */
import type { Does } from '../command.ts';
import { type AdminKind, adminForm } from './admin-credentials.ts';
import { type SetCredentialsOptions, setCredentials } from './set-credentials.ts';
import { adminNotes } from './set-text.ts';
import { adminSecretsOf, chooseShop } from './stage-secrets.ts';

export type SetAdminOptions = SetCredentialsOptions<AdminKind> & { readonly shop?: string };

export const setAdmin =
  (now: () => number): Does<SetAdminOptions> =>
  async (stage, options, _operands, person) => {
    const { names } = stage;
    const secret = chooseShop(names, options.shop, adminSecretsOf(names));
    const what = `changes what ${secret.shop} is asked with for orders that webhooks missed`;
    const wish = { secret, form: adminForm, what, notes: adminNotes(names), now: now() };
    return setCredentials(stage, wish, options, person);
  };
