/**
 * What a rotation of the WMS's credentials is made of: its steps, the secret's versions, and how a step ends.
 */
import type { ParsedSecret, WmsSecret } from '../config/secret-values.ts';
import type { KeyNames } from './key-names.ts';
import type { WmsKeys } from './wms-keys.ts';

/** In the order in which Secrets Manager asks for them. */
export type Step = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

export type Label = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS';

export type SecretVersions = {
  /** Whether the secret is rotated by anybody. */
  readonly rotates: boolean;
  /** The version that has each label. */
  readonly versionWith: Readonly<Partial<Record<Label, string>>>;
  /** Labels of the version in hand; undefined where there is no such version. */
  readonly labels: readonly string[] | undefined;
};

/** Of the one secret that is rotated. */
export type VersionedSecretStore = {
  readonly describe: (version: string) => Promise<SecretVersions>;
  /** Undefined where there is no value of this version and label. */
  readonly read: (label: Label, version?: string) => Promise<ParsedSecret<WmsSecret> | undefined>;
  /** `taken`: somebody else has stored another value for this version. */
  readonly storePending: (version: string, value: WmsSecret) => Promise<'stored' | 'taken'>;
  readonly makeCurrent: (version: string, instead: string) => Promise<void>;
  /** The version is no longer to come: the next rotation begins anew. */
  readonly dropPending: (version: string) => Promise<void>;
};

export type RotationPorts = {
  readonly store: VersionedSecretStore;
  readonly keys: WmsKeys;
  readonly names: KeyNames;
};

export type Rotated =
  /** `what`: in a few words, for the log. */
  | { readonly kind: 'done'; readonly what: string; readonly revoked?: number }
  | { readonly kind: 'failed'; readonly why: string };

export type RotationRequest = { readonly step: Step; readonly version: string };

export const failed = (why: string): Rotated => ({ kind: 'failed', why });
