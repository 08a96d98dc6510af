/**
 * Whether a statement's conditions hold for a request, as far as refusals.ts lets them pass.
 */
import type { Requirement } from './requirements.ts';

/** Locally everything is plain HTTP; on AWS the SDK always calls over TLS. */
const secureTransport = 'true';

export type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export const conditionsHold = (
  conditions: Conditions,
  { leadingKeys }: Pick<Requirement, 'leadingKeys'>,
): boolean =>
  Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      key.toLowerCase() === 'dynamodb:leadingkeys'
        ? keysFit(operator, textsOf(wanted), leadingKeys)
        : textsOf(wanted).includes(secureTransport),
    ),
  );

/** Whether all of them do. Keys that are not known here fit no condition, whatever they are. */
const keysFit = (
  operator: string,
  wanted: readonly string[],
  leadingKeys: readonly string[] | undefined,
): boolean => {
  if (leadingKeys === undefined) return false;
  const fits = operator.toLowerCase().endsWith('like')
    ? matchesPattern
    : (pattern: string, key: string) => pattern === key;
  return leadingKeys.every((key) => wanted.some((pattern) => fits(pattern, key)));
};

const textsOf = (wanted: unknown): readonly string[] =>
  (Array.isArray(wanted) ? wanted : [wanted]).map(String);

/** `*` stands for any number of characters, `?` for one. */
export const matchesPattern = (pattern: string, value: string): boolean => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
};
