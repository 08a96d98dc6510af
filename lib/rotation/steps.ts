/**
 * What each step of a rotation does to the WMS's keys and to the secret's versions.
 */
import type { WmsSecret } from '../config/secret-values.ts';
import {
  failed,
  type Rotated,
  type RotationPorts,
  type SecretVersions,
  type Step,
} from './rotation.ts';
import { isOurs, type KeysResult, keyIdOf, kindOf, type WmsKey } from './wms-keys.ts';

type RunStep = (version: string, seen: SecretVersions) => Promise<Rotated>;

export const makeSteps = (ports: RotationPorts): Readonly<Record<Step, RunStep>> => ({
  createSecret: (version) => create(ports, version),
  setSecret: (version) => set(ports, version),
  testSecret: (version) => test(ports, version),
  finishSecret: (version, seen) => finish(ports, version, seen),
});

const storedValue = async (
  { store }: RotationPorts,
  ...which: Parameters<RotationPorts['store']['read']>
): Promise<WmsSecret | undefined> => {
  const parsed = await store.read(...which);
  return parsed?.kind === 'set' ? parsed.value : undefined;
};

const notSet = failed('nobody has set the credentials that are in use');
const notMade = failed('the new credentials are not made yet');
const unlike = (what: string, result: Exclude<KeysResult<never>, { kind: 'ok' }>): Rotated =>
  failed(`${what}: ${result.kind}, ${result.why}`);

/** A second try after a lost answer gives the same key another secret, and the lost one is no good. */
const create = async (ports: RotationPorts, version: string): Promise<Rotated> => {
  if (await storedValue(ports, 'AWSPENDING', version)) return { kind: 'done', what: 'made before' };
  const current = await storedValue(ports, 'AWSCURRENT');
  if (current === undefined) return notSet;
  const made = await ports.keys.put(current, keyIdOf(version));
  if (made.kind !== 'ok') return unlike('the new key', made);
  const stored = await ports.store.storePending(version, made.value);
  return stored === 'stored'
    ? { kind: 'done', what: 'a key was made' }
    : failed('somebody else has made the key at the same time');
};

/** Making the key has set it at the WMS; here it must be known, by those credentials that work. */
const set = async (ports: RotationPorts, version: string): Promise<Rotated> => {
  const pending = await storedValue(ports, 'AWSPENDING', version);
  const current = await storedValue(ports, 'AWSCURRENT');
  if (pending === undefined) return notMade;
  if (current === undefined) return notSet;
  const listed = await ports.keys.list(current);
  if (listed.kind !== 'ok') return unlike('the list of keys', listed);
  const known = listed.value.some(
    ({ keyId, kind }) => keyId === keyIdOf(version) && kind === kindOf(pending),
  );
  return known
    ? { kind: 'done', what: 'the WMS has the key' }
    : abandon(ports, version, 'the WMS does not know the new key');
};

/** The list of keys is asked for with the new one: nothing is changed by it. */
const test = async (ports: RotationPorts, version: string): Promise<Rotated> => {
  const pending = await storedValue(ports, 'AWSPENDING', version);
  if (pending === undefined) return notMade;
  const listed = await ports.keys.list(pending);
  if (listed.kind === 'refused') {
    return abandon(ports, version, `the new key is refused, ${listed.why}`);
  }
  if (listed.kind !== 'ok') return unlike('the new key', listed);
  return currentIn(listed.value) === keyIdOf(version)
    ? { kind: 'done', what: 'the new key lets in' }
    : failed('the new key lets in as another one');
};

/** Else every later rotation would take this one for under way, and be refused. */
const abandon = async ({ store }: RotationPorts, version: string, why: string) => {
  await store.dropPending(version);
  return failed(`${why}; the next rotation makes another`);
};

const finish = async (
  ports: RotationPorts,
  version: string,
  { versionWith }: SecretVersions,
): Promise<Rotated> => {
  const pending = await storedValue(ports, 'AWSPENDING', version);
  if (pending === undefined) return notMade;
  const { AWSCURRENT: instead } = versionWith;
  if (instead === undefined) return notSet;
  const swept = await revokeOlder(ports, version, pending);
  if (swept.kind !== 'ok') return unlike('the keys before', swept);
  await ports.store.makeCurrent(version, instead);
  return { kind: 'done', what: 'the new key is in use', revoked: swept.value };
};

/**
 * Ends what the rotation before left good, and keys of ours that a broken rotation forgot. Never the one
 * in use, and none that somebody else has made for something else.
 */
const revokeOlder = async (
  ports: RotationPorts,
  version: string,
  pending: WmsSecret,
): Promise<KeysResult<number>> => {
  const { keys } = ports;
  const listed = await keys.list(pending);
  if (listed.kind !== 'ok') return listed;
  const used = await keyBehind(ports, 'AWSCURRENT');
  if (used.kind !== 'ok') return used;
  const before = await keyBehind(ports, 'AWSPREVIOUS');
  if (before.kind === 'failed') return before;
  const beforeId = before.kind === 'ok' ? before.value : undefined;
  const ended = listed.value
    .map(({ keyId }) => keyId)
    .filter((keyId) => keyId !== keyIdOf(version) && keyId !== used.value)
    .filter((keyId) => isOurs(keyId) || keyId === beforeId);
  for (const keyId of ended) {
    const revoked = await keys.revoke(pending, keyId);
    if (revoked.kind !== 'ok') return revoked;
  }
  return { kind: 'ok', value: ended.length };
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

const currentIn = (keys: readonly WmsKey[]): string | undefined =>
  keys.find(({ current }) => current)?.keyId;
