/**
 * `bridge secrets set wms`: what the stage sends orders with.
 */
import type { Does } from '../command.ts';
import { refusal } from '../refusal.ts';
import { type SetCredentialsOptions, setCredentials } from './set-credentials.ts';
import { wmsNotes } from './set-text.ts';
import { wmsSecretOf } from './stage-secrets.ts';
import { type WmsKind, wmsForm } from './wms-credentials.ts';

export type SetWmsOptions = SetCredentialsOptions<WmsKind>;

export const setWms =
  (now: () => number): Does<SetWmsOptions> =>
  async (stage, options, _operands, person) => {
    const { names } = stage;
    const secret = wmsSecretOf(names);
    if (secret === undefined) throw refusal(`the WMS of ${names.title} asks for no credentials`, 1);
    const what = 'changes what orders are sent to the WMS with';
    const wish = { secret, form: wmsForm, what, notes: wmsNotes(names), now: now() };
    return setCredentials(stage, wish, options, person);
  };
