/**
 * Whether certificates and a key, as a secret has them, can be used. Says what is wrong by the member's name,
 * and holds no part of it: a connection that is made with what cannot be read would throw in the middle.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { TlsSecret } from '../config/tls-secret.ts';

/** The authorities of a company, or a chain; a bundle of the public ones is none of it. */
const certificatesMax = 10;
const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** @param now - epoch milliseconds; our certificate must still be valid then. @default - not asked */
export const tlsFault = ({ ca, certificate, key }: TlsSecret, now?: number): string | undefined =>
  (ca === undefined ? undefined : chainFault('tls.ca', ca)) ??
  (certificate === undefined || key === undefined
    ? undefined
    : (chainFault('tls.certificate', certificate) ?? pairFault(certificate, key, now)));

const chainFault = (member: string, text: string): string | undefined => {
  const blocks = text.match(block) ?? [];
  if (blocks.length > certificatesMax)
    return `${member}: has ${blocks.length} certificates, at most ${certificatesMax} are possible`;
  const unreadable = blocks.findIndex((one) => readCertificate(one) === undefined);
  return unreadable === -1
    ? undefined
    : `${member}: certificate ${unreadable + 1} of ${blocks.length} cannot be read`;
};

const pairFault = (certificate: string, text: string, now = 0): string | undefined => {
  const own = readCertificate(certificate);
  const key = readKey(text);
  if (key === undefined) return 'tls.key: cannot be read';
  if (!own?.checkPrivateKey(key)) return 'tls.key: is not that of the first in tls.certificate';
  return own.validToDate.getTime() <= now ? 'tls.certificate: is valid no more' : undefined;
};

/** The first one of several. */
const readCertificate = (text: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
};

const readKey = (text: string): KeyObject | undefined => {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
};
