/**
 * What Secrets Manager's operations do to one secret, and the errors that AWS answers.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Call } from './call.ts';
import type { Failure } from './reply.ts';
import { describe, identityOf } from './secret-description.ts';
import type { Secret, SecretStore } from './secret-store.ts';
import {
  fillVersion,
  isEmpty,
  moveStage,
  type SecretContent,
  versionWith,
} from './secret-versions.ts';

const contentShape = {
  SecretString: z.string().max(65_536).optional(),
  SecretBinary: z.base64().optional(),
};
const stage = z.string().min(1).max(256);
const token = z.string().min(32).max(64).optional();
const secretId = { SecretId: z.string().min(1).max(2_048) };

const schemas = {
  get: z.object({ ...secretId, VersionId: z.string().optional(), VersionStage: stage.optional() }),
  put: z.object({
    ...secretId,
    ...contentShape,
    ClientRequestToken: token,
    VersionStages: z.array(stage).min(1).max(20).default(['AWSCURRENT']),
  }),
  update: z.object({
    ...secretId,
    ...contentShape,
    ClientRequestToken: token,
    Description: z.string().max(2_048).optional(),
  }),
  list: z.object({ ...secretId, IncludeDeprecated: z.boolean().default(false) }),
  move: z.object({
    ...secretId,
    VersionStage: stage,
    MoveToVersionId: z.string().optional(),
    RemoveFromVersionId: z.string().optional(),
  }),
};

/** @throws z.ZodError for parameters that are not as the operation wants them. */
export type Operation = (
  secret: Secret,
  parameters: Call['parameters'],
  store: SecretStore,
) => Outcome;
export type Outcome = { readonly value: unknown } | { readonly failure: Failure };

export const fail = (code: string, message: string): { readonly failure: Failure } => ({
  failure: { status: 400, code, message },
});
export const notFound = (what = 'the specified secret.') =>
  fail('ResourceNotFoundException', `Secrets Manager can't find ${what}`);

const getSecretValue: Operation = (secret, parameters) => {
  const { VersionId, VersionStage } = schemas.get.parse(parameters);
  const label = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
  const version = secret.versions.find(
    ({ id, stages, content }) =>
      (VersionId === undefined || id === VersionId) &&
      (label === undefined || stages.includes(label)) &&
      !isEmpty(content),
  );
  if (version === undefined) {
    const asked = VersionId === undefined ? `staging label: ${label}` : `VersionId: ${VersionId}`;
    return notFound(`the specified secret value for ${asked}`);
  }
  const { id, content, createdAt, stages } = version;
  return {
    value: {
      ...identityOf(secret),
      ...content,
      VersionId: id,
      VersionStages: stages,
      CreatedDate: createdAt,
    },
  };
};

const putSecretValue: Operation = (secret, parameters, store) => {
  const { ClientRequestToken, VersionStages, ...rest } = schemas.put.parse(parameters);
  const content = contentOf(rest);
  if (content === undefined)
    return fail(
      'InvalidParameterException',
      'You must provide either SecretString or SecretBinary.',
    );
  const id = ClientRequestToken ?? randomUUID();
  const known = secret.versions.find((version) => version.id === id);
  if (known !== undefined && isEmpty(known.content)) {
    // A rotation has begun it, and left the value to its function.
    secret.versions = fillVersion(secret.versions, id, content);
  } else if (known !== undefined && !isSame(known.content, content)) {
    // The same token again is a client's retry; with other content it is a mistake.
    return versionExists(id);
  }
  const first = secret.versions.length === 0 ? ['AWSCURRENT'] : [];
  if (known === undefined)
    store.put(secret, id, content, [...new Set([...first, ...VersionStages])]);
  const stages = secret.versions.find((version) => version.id === id)?.stages;
  return { value: { ...identityOf(secret), VersionId: id, VersionStages: stages } };
};

const updateSecret: Operation = (secret, parameters, store) => {
  const { ClientRequestToken, Description, ...rest } = schemas.update.parse(parameters);
  const content = contentOf(rest);
  const id = ClientRequestToken ?? randomUUID();
  const known = secret.versions.find((version) => version.id === id);
  if (known !== undefined && content !== undefined && !isSame(known.content, content))
    return versionExists(id);
  secret.description = Description ?? secret.description;
  if (content === undefined) return { value: identityOf(secret) };
  if (known === undefined) store.put(secret, id, content, ['AWSCURRENT']);
  return { value: { ...identityOf(secret), VersionId: id } };
};

const updateSecretVersionStage: Operation = (secret, parameters) => {
  const asked = schemas.move.parse(parameters);
  const { VersionStage, MoveToVersionId, RemoveFromVersionId } = asked;
  const holder = versionWith(secret.versions, VersionStage);
  if (MoveToVersionId !== undefined && !secret.versions.some(({ id }) => id === MoveToVersionId))
    return notFound(`the specified secret value for VersionId: ${MoveToVersionId}`);
  if (holder !== undefined && holder.id !== MoveToVersionId && holder.id !== RemoveFromVersionId)
    return fail(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label ${VersionStage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  if (VersionStage === 'AWSCURRENT' && MoveToVersionId === undefined)
    return fail(
      'InvalidParameterException',
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
    );
  secret.versions = moveStage(secret.versions, VersionStage, MoveToVersionId);
  return { value: identityOf(secret) };
};

const describeSecret: Operation = (secret) => ({ value: describe(secret, 'VersionIdsToStages') });

/** Creation and labels of every version; those without a label are asked for. */
const listSecretVersionIds: Operation = (secret, parameters) => {
  const { IncludeDeprecated } = schemas.list.parse(parameters);
  const listed = secret.versions.filter(({ stages }) => IncludeDeprecated || stages.length > 0);
  const Versions = listed.map(({ id, stages, createdAt }) => ({
    VersionId: id,
    VersionStages: stages,
    CreatedDate: createdAt,
  }));
  return { value: { ...identityOf(secret), Versions } };
};

/** Exactly one of the two; `undefined` when neither or both are given. */
const contentOf = ({ SecretString, SecretBinary }: SecretContent): SecretContent | undefined =>
  (SecretString === undefined) === (SecretBinary === undefined)
    ? undefined
    : { SecretString, SecretBinary };

const isSame = (one: SecretContent, other: SecretContent): boolean =>
  one.SecretString === other.SecretString && one.SecretBinary === other.SecretBinary;

const versionExists = (id: string) =>
  fail(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret.`,
  );

/** By the name that the SDK calls them. */
export const secretOperations: Readonly<Record<string, Operation>> = {
  GetSecretValue: getSecretValue,
  PutSecretValue: putSecretValue,
  UpdateSecret: updateSecret,
  UpdateSecretVersionStage: updateSecretVersionStage,
  DescribeSecret: describeSecret,
  ListSecretVersionIds: listSecretVersionIds,
};
