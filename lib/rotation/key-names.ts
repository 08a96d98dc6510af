/**
 * What we call our keys at the WMS: whose they are, for which version of the secret they were made, and with
 * which one. Nothing else remembers that, and a key's name cannot get lost.
 */
import { createHash } from 'node:crypto';

/** Of the keys of one secret. A name has 56 characters, of the 64 that the contract allows. */
export type KeyNames = {
  /**
   * Always the same for the same two: a step that is repeated means the same key.
   *
   * @param base - the version of the secret by which the key is asked for.
   */
  readonly nameOf: (version: string, base: string) => string;
  /** Whether a rotation of this secret made it, not a person or another secret's rotation. */
  readonly isOurs: (keyId: string) => boolean;
  /** Whether it was made for this version, by whichever one. */
  readonly isOf: (version: string, keyId: string) => boolean;
};

const hexCharacters = 16;
const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, hexCharacters);

/** @param secretArn - two stages may be the same client at the WMS, with a secret each. */
export const makeKeyNames = (secretArn: string): KeyNames => {
  const ours = `bridge-${hashOf(secretArn)}-`;
  const pattern = new RegExp(`^${ours}[0-9a-f]{${2 * hexCharacters}}$`);
  const isOurs = (keyId: string): boolean => pattern.test(keyId);
  return {
    nameOf: (version, base) => `${ours}${hashOf(version)}${hashOf(base)}`,
    isOurs,
    isOf: (version, keyId) => isOurs(keyId) && keyId.startsWith(`${ours}${hashOf(version)}`),
  };
};
