/**
 * Certificates in the WMS's secret: which authority vouches for the WMS, and what we show it of ourselves.
 *
 * Only the shape is looked at here; whether it can be read is for who has the means (lib/adapters).
 */
import * as z from 'zod';

/** A chain of four large certificates has half as much; a secret holds 65,536 bytes at most. */
export const pemCharactersMax = 20_000;

const isPemOf =
  (label: RegExp) =>
  (text: string): boolean =>
    label.test(text.trim());

const certificates = /^-----BEGIN CERTIFICATE-----\s[\s\S]+-----END CERTIFICATE-----$/;
/** Without a passphrase: nobody is there to type it. */
const privateKey =
  /^-----BEGIN (?:EC |RSA )?PRIVATE KEY-----\s[\s\S]+-----END (?:EC |RSA )?PRIVATE KEY-----$/;

const pem = (label: RegExp, what: string) =>
  z.string().max(pemCharactersMax).refine(isPemOf(label), `must be ${what} in PEM`);

/** How members of the secret are called, for people. */
const shape = {
  /** The authorities that vouch for the WMS, instead of the public ones. */
  ca: pem(certificates, 'certificates').optional(),
  /** Our own certificate, and those between it and its authority. */
  certificate: pem(certificates, 'certificates').optional(),
  key: pem(privateKey, 'a private key without a passphrase').optional(),
};

const isPair = ({ certificate, key }: { certificate?: unknown; key?: unknown }): boolean =>
  (certificate === undefined) === (key === undefined);

/** Beside other credentials. */
export const tlsSchema = z
  .strictObject(shape)
  .refine(isPair, 'certificate and key belong together: both or neither');
export type TlsSecret = z.output<typeof tlsSchema>;

/** Where a certificate is all that the WMS knows us by. */
export const mutualTlsSchema = z.strictObject({
  ca: shape.ca,
  certificate: shape.certificate.unwrap(),
  key: shape.key.unwrap(),
});
