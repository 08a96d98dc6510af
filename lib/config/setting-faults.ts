/**
 * What a schema found wrong with a block of settings, told as sentences that begin with the key's path.
 *
 * Knows no setting.
 */
import type * as z from 'zod';

/** One thing that a schema found wrong. */
export type Issue = z.core.$ZodIssue;

/** One sentence for each wrong key or value, beginning with its path. */
export const faultsOf = (issue: Issue): string[] => {
  const at = issue.path.join('.');
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => `${at}: ${message}`);
  if (issue.code !== 'unrecognized_keys') return [`${at || 'the block'}: ${issue.message}`];
  return issue.keys.map(
    (key) => `${[at, key].filter(Boolean).join('.')}: no such setting; check the spelling`,
  );
};

/** The block with only keys that the schema knows, so that it can be read for what else is wrong. */
export const withoutUnknownKeys = (block: unknown, issues: readonly Issue[]): unknown =>
  issues.reduce<unknown>(
    (rest, issue) =>
      issue.code === 'unrecognized_keys'
        ? withoutKeys(rest, issue.path, new Set(issue.keys))
        : rest,
    block,
  );

const withoutKeys = (
  value: unknown,
  [head, ...rest]: readonly PropertyKey[],
  keys: ReadonlySet<string>,
): unknown => {
  if (Array.isArray(value))
    return value.map((item, index) => (index === head ? withoutKeys(item, rest, keys) : item));
  const kept = Object.entries(Object(value)).filter(
    ([key]) => head !== undefined || !keys.has(key),
  );
  return Object.fromEntries(
    kept.map(([key, held]) => [key, key === head ? withoutKeys(held, rest, keys) : held]),
  );
};
