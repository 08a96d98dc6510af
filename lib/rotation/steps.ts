/**
 * What each step of a rotation does to the WMS's keys and to the secret's versions.
 *
 * A key's name tells the version that it was made with. Where another one is in use by now, a person has set
 * it meanwhile: then the rotation is given up, and theirs stays.
 */
import type { WmsSecret } from '../config/secret-values.ts';
import { currentIn, revokeForgotten, revokeGivenUp, revokeOlder } from './revoke.ts';
import {
  failed,
  type Rotated,
  type RotationPorts,
  type SecretVersions,
  type Step,
} from './rotation.ts';
import { storedValue } from './stored.ts';
import { type KeysResult, kindOf } from './wms-keys.ts';

type RunStep = (version: string, seen: SecretVersions) => Promise<Rotated>;

export const makeSteps = (ports: RotationPorts): Readonly<Record<Step, RunStep>> => ({
  createSecret: (...asked) => create(ports, ...asked),
  setSecret: (...asked) => set(ports, ...asked),
  testSecret: (...asked) => test(ports, ...asked),
  finishSecret: (...asked) => finish(ports, ...asked),
});

type DoStep = (ports: RotationPorts, ...asked: Parameters<RunStep>) => Promise<Rotated>;

const notSet = failed('nobody has set the credentials that are in use');
const notMade = failed('the new credentials are not made yet');
const onlyTried: Rotated = { kind: 'done', what: 'only the configuration was tried' };
const unlike = (what: string, result: Exclude<KeysResult<never>, { kind: 'ok' }>): Rotated =>
  failed(`${what}: ${result.kind}, ${result.why}`);

/** A second try after a lost answer gives the same key another secret, and the lost one is no good. */
const create: DoStep = async (ports, version, { versionWith: { AWSCURRENT: base } }) => {
  if (await storedValue(ports, 'AWSPENDING', version)) return { kind: 'done', what: 'made before' };
  // Of that very version, since the key is named by it.
  const current = await storedValue(ports, 'AWSCURRENT', base);
  if (current === undefined || base === undefined) return notSet;
  const made = await putKey(ports, current, ports.names.nameOf(version, base));
  if (made.kind !== 'ok') return unlike('the new key', made);
  const stored = await ports.store.storePending(version, made.value);
  return stored === 'stored'
    ? { kind: 'done', what: 'a key was made' }
    : failed('somebody else has made the key at the same time');
};

/** Once more where the WMS takes no more keys, and some of them were ours to revoke. */
const putKey = async (
  ports: RotationPorts,
  current: WmsSecret,
  keyId: string,
): Promise<KeysResult<WmsSecret>> => {
  const made = await ports.keys.put(current, keyId);
  if (made.kind !== 'conflict') return made;
  const swept = await revokeForgotten(ports, current);
  if (swept.kind !== 'ok') return swept;
  return swept.value === 0 ? made : ports.keys.put(current, keyId);
};

/** Making the key has set it at the WMS; here it must be known, by those credentials that work. */
const set: DoStep = async (ports, version, { versionWith: { AWSCURRENT: base } }) => {
  const pending = await storedValue(ports, 'AWSPENDING', version);
  const current = await storedValue(ports, 'AWSCURRENT', base);
  if (pending === undefined) return notMade;
  if (current === undefined || base === undefined) return notSet;
  const listed = await ports.keys.list(current);
  if (listed.kind !== 'ok') return unlike('the list of keys', listed);
  const name = ports.names.nameOf(version, base);
  const known = listed.value.some(({ keyId, kind }) => keyId === name && kind === kindOf(pending));
  return known
    ? { kind: 'done', what: 'the WMS has the key' }
    : abandon(ports, version, 'the WMS does not know a key made with the credentials in use');
};

/** Both were read by one schema, which gives their members in its own order. */
const isSame = (one: WmsSecret, other: WmsSecret | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** The list of keys is asked for with the new one: nothing is changed by it. */
const test: DoStep = async (ports, version, { versionWith: { AWSCURRENT: base } }) => {
  const pending = await storedValue(ports, 'AWSPENDING', version);
  const current = await storedValue(ports, 'AWSCURRENT');
  // A deploy that begins no rotation has this step alone run, on a version that is thrown away
  // (RotateSecret's RotateImmediately): there is no key, and nothing of the old one to give up.
  if (pending === undefined || isSame(pending, current)) return onlyTried;
  const listed = await ports.keys.list(pending);
  if (listed.kind === 'refused') {
    return abandon(ports, version, `the new key is refused, ${listed.why}`);
  }
  if (listed.kind !== 'ok') return unlike('the new key', listed);
  const wrong = await standing(ports, version, base, currentIn(listed.value));
  return wrong ?? { kind: 'done', what: 'the new key lets in' };
};

const finish: DoStep = async (ports, version, { versionWith: { AWSCURRENT: base } }) => {
  const pending = await storedValue(ports, 'AWSPENDING', version);
  if (pending === undefined) return notMade;
  if (base === undefined) return notSet;
  const listed = await ports.keys.list(pending);
  if (listed.kind !== 'ok') return unlike('the new key', listed);
  const wrong = await standing(ports, version, base, currentIn(listed.value));
  if (wrong !== undefined) return wrong;
  const swept = await revokeOlder(ports, pending, listed.value);
  if (swept.kind !== 'ok') return unlike('the keys before', swept);
  // Refused by Secrets Manager where another version has come into use since the step began.
  await ports.store.makeCurrent(version, base);
  await ports.store.dropPending(version);
  return { kind: 'done', what: 'the new key is in use', revoked: swept.value };
};

/** What is wrong with the key by which the WMS has let the new credentials in; nothing if it is the one. */
const standing = async (
  ports: RotationPorts,
  version: string,
  base: string | undefined,
  keyId: string | undefined,
): Promise<Rotated | undefined> => {
  if (base !== undefined && keyId === ports.names.nameOf(version, base)) return undefined;
  return keyId !== undefined && ports.names.isOf(version, keyId)
    ? abandon(ports, version, 'other credentials have been set since the key was made')
    : failed('the new key lets in as another one');
};

/** Else every later rotation would take this one for under way, and be refused. */
const abandon = async (ports: RotationPorts, version: string, why: string): Promise<Rotated> => {
  await revokeGivenUp(ports, version);
  await ports.store.dropPending(version);
  return failed(`${why}; the next rotation makes another`);
};
