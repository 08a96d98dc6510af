/**
 * Which keys a rotation ends at the WMS: what the one before left good, and what was forgotten or given up.
 * Never one in use, and none that somebody else has made for something else.
 */
import type { WmsSecret } from '../config/secret-values.ts';
import type { RotationPorts } from './rotation.ts';
import { storedValue } from './stored.ts';
import type { KeysResult, WmsKey } from './wms-keys.ts';

/**
 * Before the new key is used: the previous one, and ours that a broken rotation left behind.
 *
 * @param pending - the credentials to come; they ask, since a key cannot revoke itself.
 */
export const revokeOlder = async (
  ports: RotationPorts,
  pending: WmsSecret,
  listed: readonly WmsKey[],
): Promise<KeysResult<number>> => {
  const used = await keyBehind(ports, 'AWSCURRENT');
  if (used.kind !== 'ok') return used;
  const before = await previousKey(ports);
  if (before.kind !== 'ok') return before;
  const ended = listed
    .filter(({ keyId, current }) => !current && keyId !== used.value)
    .filter(({ keyId }) => ports.names.isOurs(keyId) || keyId === before.value);
  return revokeAll(ports, pending, ended);
};

/** Where the WMS takes no more keys: ours that are neither in use nor the previous one. */
export const revokeForgotten = async (
  ports: RotationPorts,
  current: WmsSecret,
): Promise<KeysResult<number>> => {
  const listed = await ports.keys.list(current);
  if (listed.kind !== 'ok') return listed;
  const before = await previousKey(ports);
  if (before.kind !== 'ok') return before;
  const ended = listed.value.filter(
    ({ keyId, current: used }) => !used && keyId !== before.value && ports.names.isOurs(keyId),
  );
  return revokeAll(ports, current, ended);
};

/**
 * The key of a version that is given up. As well as it goes: what is left is swept later, and a key that
 * cannot be revoked must not keep the version.
 */
export const revokeGivenUp = async (ports: RotationPorts, version: string): Promise<void> => {
  const current = await storedValue(ports, 'AWSCURRENT');
  if (current === undefined) return;
  const listed = await ports.keys.list(current);
  if (listed.kind !== 'ok') return;
  const ended = listed.value.filter(
    ({ keyId, current: used }) => !used && ports.names.isOf(version, keyId),
  );
  await revokeAll(ports, current, ended);
};

export const currentIn = (keys: readonly WmsKey[]): string | undefined =>
  keys.find(({ current }) => current)?.keyId;

const revokeAll = async (
  { keys }: RotationPorts,
  by: WmsSecret,
  ended: readonly WmsKey[],
): Promise<KeysResult<number>> => {
  for (const { keyId } of ended) {
    const revoked = await keys.revoke(by, keyId);
    if (revoked.kind !== 'ok') return revoked;
  }
  return { kind: 'ok', value: ended.length };
};

/** Nothing where it is good no more: then it is no key in the list. */
const previousKey = async (ports: RotationPorts): Promise<KeysResult<string | undefined>> => {
  const before = await keyBehind(ports, 'AWSPREVIOUS');
  return before.kind === 'refused' ? { kind: 'ok', value: undefined } : before;
};

/** Nothing where there is no such value, or the WMS does not say which key it is. */
const keyBehind = async (
  ports: RotationPorts,
  label: 'AWSCURRENT' | 'AWSPREVIOUS',
): Promise<KeysResult<string | undefined>> => {
  const value = await storedValue(ports, label);
  if (value === undefined) return { kind: 'ok', value: undefined };
  const listed = await ports.keys.list(value);
  return listed.kind === 'ok' ? { kind: 'ok', value: currentIn(listed.value) } : listed;
};
