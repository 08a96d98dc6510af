/**
 * `bridge secrets set wms`: what the stage sends orders with, certificates included.
 */
import type { WmsSecret } from '../../../lib/config/secret-values.ts';
import type { TlsSecret } from '../../../lib/config/tls-secret.ts';
import type { Does } from '../command.ts';
import { refusal } from '../refusal.ts';
import { type CertificateFiles, readCertificates } from './certificate-files.ts';
import {
  type CredentialsToSet,
  type SetCredentialsOptions,
  setCredentials,
} from './set-credentials.ts';
import { wmsNotes } from './set-text.ts';
import { wmsSecretOf } from './stage-secrets.ts';
import { type WmsKind, wmsForm } from './wms-credentials.ts';

export type SetWmsOptions = SetCredentialsOptions<WmsKind> &
  CertificateFiles & {
    /** False: those that the secret has are taken out. */
    readonly certificates: boolean;
  };

export const setWms =
  (now: () => number): Does<SetWmsOptions> =>
  async (stage, options, _operands, person) => {
    const { names } = stage;
    const secret = wmsSecretOf(names);
    if (secret === undefined) throw refusal(`the WMS of ${names.title} asks for no credentials`, 1);
    const what = 'changes what orders are sent to the WMS with';
    const tls = readCertificates(options, now());
    const form = tls === undefined ? wmsForm : { ...wmsForm, beside: { tls } };
    const notes = wmsNotes(names);
    const wish = { ...{ secret, form, what, notes, now: now() }, ...keeping(options, tls) };
    return setCredentials(stage, wish, options, person);
  };

/** Who renews a key must not lose the authority that vouches for the WMS. */
const keeping = (
  { certificates }: Pick<SetWmsOptions, 'certificates'>,
  given: TlsSecret | undefined,
): Pick<CredentialsToSet<WmsKind, WmsSecret>, 'keep'> =>
  certificates && given === undefined ? { keep: { of: certificatesOf, elsewise } } : {};

const certificatesOf = ({ tls }: WmsSecret): object => (tls === undefined ? {} : { tls });
const elsewise =
  'certificates that it has would be lost: give them again (--ca, --certificate, --key), or say that there are none (--no-certificates)';
