/**
 * Certificates for the WMS's secret, from files in PEM. No fault holds a part of them.
 */
import { readFileSync } from 'node:fs';
import { tlsFault } from '../../../lib/adapters/tls-material.ts';
import { pemCharactersMax, type TlsSecret, tlsSchema } from '../../../lib/config/tls-secret.ts';
import { refusal } from '../refusal.ts';

/** Paths, as they were given. */
export type CertificateFiles = {
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
};

/**
 * @param now - epoch milliseconds; a certificate that is valid no more is refused.
 * @returns nothing where no file is given.
 * @throws a refusal that names the option whose file is not what it must be.
 */
export const readCertificates = (
  { ca, certificate, key }: CertificateFiles,
  now: number,
): TlsSecret | undefined => {
  const given = Object.entries({ ca, certificate, key }).flatMap(([option, path]) =>
    path === undefined ? [] : [[option, readPem(option, path)] as const],
  );
  if (given.length === 0) return undefined;
  const parsed = tlsSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const [{ path, message } = { path: [], message: '' }] = parsed.error.issues;
    throw refusal(path.length === 0 ? message : `--${path.map(String).join('.')}: ${message}`, 1);
  }
  const fault = tlsFault(parsed.data, now);
  if (fault !== undefined) throw refusal(fault.replaceAll('tls.', '--'), 1);
  return parsed.data;
};

const readPem = (option: string, path: string): string => {
  const text = readText(option, path);
  if (text.length <= pemCharactersMax) return text;
  throw refusal(
    `--${option}: has ${text.length} characters, at most ${pemCharactersMax} are possible`,
    1,
  );
};

const readText = (option: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw refusal(`--${option}: the file cannot be read`, 1);
  }
};
