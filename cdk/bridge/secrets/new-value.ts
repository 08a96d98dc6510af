/**
 * What a person gave as a secret's new value, a text alone: usable, or why not. No fault holds a part of it.
 */
import {
  secretCharactersMax,
  secretCharactersMin,
  shopSecretsMax,
} from '../../../lib/config/secret-values.ts';

export type Given<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'wrong'; readonly fault: string };

export const wrong = (fault: string) => ({ kind: 'wrong', fault }) as const;

/** What ends with a line break has been typed or piped; what has one within is two things. */
export const newSecret = (text: string): Given<string> => {
  const value = text.trim();
  if (value === '') return wrong('nothing was given');
  if (/^[{["']/.test(value)) return wrong('give the value alone, without quotes or JSON around it');
  if (/\s/.test(value)) return wrong('it has a space or a line break within');
  if (value.length < secretCharactersMin || value.length > secretCharactersMax) {
    return wrong(
      `it has ${value.length} characters; a secret has ${secretCharactersMin} to ${secretCharactersMax}`,
    );
  }
  return { kind: 'value', value };
};

/** The shop's values with one more: Shopify signs with the oldest that is not revoked. */
export const withOneMore = (values: readonly string[], added: string): Given<readonly string[]> => {
  if (values.includes(added)) return wrong('the shop has this value already; nothing was changed');
  if (values.length >= shopSecretsMax) {
    return wrong(
      `the shop has ${values.length} values already, more cannot be; --replace leaves the new one alone`,
    );
  }
  return { kind: 'value', value: [...values, added] };
};
