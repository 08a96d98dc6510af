/**
 * A secret's versions and the labels that say which is which, moved as Secrets Manager moves them.
 *
 * Pure: every change gives a new list of versions.
 */

export type SecretContent = {
  readonly SecretString?: string | undefined;
  /** Base64. */
  readonly SecretBinary?: string | undefined;
};

export type SecretVersion = {
  readonly id: string;
  readonly content: SecretContent;
  /** Epoch seconds. */
  readonly createdAt: number;
  /** `AWSCURRENT`, `AWSPREVIOUS`, `AWSPENDING` or a label of one's own; none: deprecated. */
  readonly stages: readonly string[];
};

/** Deprecated versions beyond this many are forgotten, oldest first. */
const versionsMax = 100;

/** A version that a rotation has begun has no value yet. */
export const isEmpty = ({ SecretString, SecretBinary }: SecretContent): boolean =>
  SecretString === undefined && SecretBinary === undefined;

export const fillVersion = (
  versions: readonly SecretVersion[],
  id: string,
  content: SecretContent,
): readonly SecretVersion[] =>
  versions.map((version) => (version.id === id ? { ...version, content } : version));

export const versionWith = (
  versions: readonly SecretVersion[],
  stage: string,
): SecretVersion | undefined => versions.find(({ stages }) => stages.includes(stage));

export const addVersion = (
  versions: readonly SecretVersion[],
  version: Omit<SecretVersion, 'stages'>,
  stages: readonly string[],
): readonly SecretVersion[] => {
  const labelled = stages.reduce<readonly SecretVersion[]>(
    (list, stage) => moveStage(list, stage, version.id),
    [...versions, { ...version, stages: [] }],
  );
  const surplus = new Set(
    labelled
      .filter((candidate) => candidate.stages.length === 0)
      .slice(0, Math.max(0, labelled.length - versionsMax)),
  );
  return labelled.filter((candidate) => !surplus.has(candidate));
};

/** A label is on one version at most; what loses AWSCURRENT becomes AWSPREVIOUS by itself. */
export const moveStage = (
  versions: readonly SecretVersion[],
  stage: string,
  toId: string | undefined,
): readonly SecretVersion[] => {
  const from = versionWith(versions, stage);
  const moved = relabel(versions, stage, toId);
  const replaced = stage === 'AWSCURRENT' && from !== undefined && from.id !== toId;
  return replaced ? relabel(moved, 'AWSPREVIOUS', from.id) : moved;
};

const relabel = (
  versions: readonly SecretVersion[],
  stage: string,
  toId: string | undefined,
): readonly SecretVersion[] =>
  versions.map((version) => {
    const others = version.stages.filter((label) => label !== stage);
    return { ...version, stages: version.id === toId ? [...others, stage] : others };
  });
