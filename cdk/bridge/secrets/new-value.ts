/**
 * What a person gave as a secret's new value: usable, or why not. No fault holds a part of it.
 */
import { isHeaderValue } from '../../../lib/adapters/wms-credentials.ts';
import {
  secretCharactersMax,
  secretCharactersMin,
  shopSecretsMax,
  type WmsSecret,
  wmsSecretSchema,
} from '../../../lib/config/secret-values.ts';

export type Given<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'wrong'; readonly fault: string };

const wrong = (fault: string) => ({ kind: 'wrong', fault }) as const;

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

/** As they are called on the command line. */
export const wmsKinds = ['oauth2', 'api-key'] as const;
export type WmsKind = (typeof wmsKinds)[number];

export const kindOf = (secret: WmsSecret): WmsKind => ('apiKey' in secret ? 'api-key' : 'oauth2');

const shapes: Readonly<Record<WmsKind, string>> = {
  oauth2: '{"clientId":"…","clientSecret":"…"}',
  'api-key': '{"apiKey":"…"}',
};

/**
 * @param kind - what the stage's WMS asks for; `undefined`: the JSON alone says it.
 * @param text - JSON in the form of the secret's value, or an API key as it is.
 */
export const newWmsSecret = (kind: WmsKind | undefined, text: string): Given<WmsSecret> => {
  const given = text.trim();
  if (given === '') return wrong('nothing was given');
  if (kind === 'api-key' && !given.startsWith('{')) {
    const key = newSecret(given);
    return key.kind === 'wrong' ? key : checked(kind, { apiKey: key.value });
  }
  return checked(kind, parseJson(given));
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** @param value - with the members of the secret's value. */
export const checked = (kind: WmsKind | undefined, value: unknown): Given<WmsSecret> => {
  const parsed = wmsSecretSchema.safeParse(value);
  const expected = kind === undefined ? Object.values(shapes).join(' or ') : shapes[kind];
  if (!parsed.success) {
    return wrong(
      `it must be ${expected}, a secret of ${secretCharactersMin} to ${secretCharactersMax} characters`,
    );
  }
  const secret = parsed.data;
  if (kind !== undefined && kindOf(secret) !== kind) {
    return wrong(`it must be ${expected}: the WMS of this stage is known by ${kind}`);
  }
  if ('apiKey' in secret && !isHeaderValue(secret.apiKey)) {
    return wrong('an API key goes into a header: printable ASCII, no space at its ends');
  }
  return { kind: 'value', value: secret };
};
