/** Secrets Manager in memory: secrets with versions, of which the current and the previous have a stage. */
import {
  ResourceNotFoundException,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { $metadata, asCommand, operationOf } from './command.ts';
import { assertKnownFields, NotSimulated } from './not-simulated.ts';

export type Secrets = {
  /** @throws ResourceNotFoundException; NotSimulated for what is not known here. */
  readonly apply: (command: unknown) => object;
  /** Makes a new version the current one, and gives its id. */
  readonly put: (arn: string, text: string) => string;
  readonly calls: () => Readonly<Record<string, number>>;
  /** What no good run has: what was asked for and is not simulated. */
  readonly refusals: () => readonly string[];
};

type Version = { readonly id: string; readonly text: string; readonly createdAt: number };
type Input = {
  readonly SecretId?: string;
  readonly VersionId?: string;
  readonly VersionStage?: string;
};

const known = new Set(['SecretId', 'VersionId', 'VersionStage']);

export const makeSecrets = ({ now }: { readonly now: () => number }): Secrets => {
  /** The newest first; older ones than the previous have no stage, and AWS may delete them. */
  const secrets = new Map<string, readonly Version[]>();
  const calls: Record<string, number> = {};
  const refusals: string[] = [];
  let ids = 0;

  const getSecretValue = (input: Input): object => {
    assertKnownFields('GetSecretValue', input, known);
    const { SecretId: arn = '', VersionId, VersionStage } = input;
    const versions = secrets.get(arn) ?? [];
    const stages = ['AWSCURRENT', 'AWSPREVIOUS'];
    const at =
      VersionId === undefined
        ? stages.indexOf(VersionStage ?? 'AWSCURRENT')
        : versions.findIndex(({ id }) => id === VersionId);
    const version = versions[at];
    if (!version) throw notFound();
    const stage = stages[at];
    if (VersionId !== undefined && VersionStage !== undefined && stage !== VersionStage) {
      throw mismatch();
    }
    return {
      $metadata,
      ARN: arn,
      Name: arn.split(':').at(-1),
      VersionId: version.id,
      VersionStages: stage === undefined ? [] : [stage],
      SecretString: version.text,
      CreatedDate: new Date(version.createdAt),
    };
  };

  return {
    apply: (given) => {
      const command = asCommand(given);
      const { name } = operationOf(command);
      calls[name] = (calls[name] ?? 0) + 1;
      try {
        if (name === 'GetSecretValue') return getSecretValue(command.input);
        throw new NotSimulated(`${name} of Secrets Manager is not simulated`);
      } catch (error) {
        if (error instanceof NotSimulated) refusals.push(`${name}: ${error.message}`);
        throw error;
      }
    },
    put: (arn, text) => {
      ids += 1;
      const id = `00000000-0000-4000-9000-${String(ids).padStart(12, '0')}`;
      secrets.set(arn, [{ id, text, createdAt: now() }, ...(secrets.get(arn) ?? [])]);
      return id;
    },
    calls: () => calls,
    refusals: () => refusals,
  };
};

const notFound = () =>
  new ResourceNotFoundException({
    message: "Secrets Manager can't find the specified secret.",
    $metadata: { ...$metadata, httpStatusCode: 400 },
  });

const mismatch = () =>
  new SecretsManagerServiceException({
    name: 'InvalidRequestException',
    $fault: 'client',
    message: 'You provided a VersionStage that is not associated to the provided VersionId.',
    $metadata: { ...$metadata, httpStatusCode: 400 },
  });
