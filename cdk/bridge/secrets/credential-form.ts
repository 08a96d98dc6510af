/**
 * Credentials that come in one of two kinds: a client's id and secret, or one text alone. What a person
 * gave is usable, or it is said why not. No fault holds a part of it.
 */
import type * as z from 'zod';
import { secretCharactersMax, secretCharactersMin } from '../../../lib/config/secret-values.ts';
import { type Given, newSecret, wrong } from './new-value.ts';

export type CredentialForm<Kind extends string, Value> = {
  /** Who knows us by them, for people. */
  readonly knower: string;
  /** As they are called on the command line. */
  readonly kinds: readonly Kind[];
  /** A client's id and secret. */
  readonly client: Kind;
  /** One text alone, which may be given as it is. */
  readonly text: { readonly kind: Kind; readonly title: string; readonly key: string };
  /** A certificate and its key, from files. @default - there is no such kind */
  readonly certificate?: Kind;
  /** Members that the value has besides what is asked for. @default - none */
  readonly beside?: object;
  readonly schema: z.ZodType<Value>;
  readonly kindOf: (value: Value) => Kind;
  /** What may be wrong with a value of the right shape. */
  readonly faultOf: (value: Value) => string | undefined;
};

const shapeOf = <Kind extends string>(
  {
    client,
    text,
    certificate,
  }: Pick<CredentialForm<Kind, unknown>, 'client' | 'text' | 'certificate'>,
  kind: Kind,
): string => {
  if (kind === certificate) return '{"tls":{"certificate":"…","key":"…"}}';
  return kind === client ? '{"clientId":"…","clientSecret":"…"}' : `{"${text.key}":"…"}`;
};

/**
 * @param kind - which is meant; `undefined`: the JSON alone says it.
 * @param given - JSON in the form of the secret's value, or the text as it is.
 */
export const newCredentials = <Kind extends string, Value>(
  form: CredentialForm<Kind, Value>,
  kind: Kind | undefined,
  given: string,
): Given<Value> => {
  const text = given.trim();
  if (text === '') return wrong('nothing was given');
  if (kind !== form.text.kind || text.startsWith('{')) {
    return checkedCredentials(form, kind, parseJson(text));
  }
  const secret = newSecret(text);
  return secret.kind === 'wrong'
    ? secret
    : checkedCredentials(form, kind, { [form.text.key]: secret.value });
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** @param value - with the members of the secret's value. */
export const checkedCredentials = <Kind extends string, Value>(
  form: CredentialForm<Kind, Value>,
  kind: Kind | undefined,
  value: unknown,
): Given<Value> => {
  const isObject = typeof value === 'object' && value !== null;
  const parsed = form.schema.safeParse(isObject ? { ...form.beside, ...value } : value);
  const expected =
    kind === undefined
      ? form.kinds.map((one) => shapeOf(form, one)).join(' or ')
      : shapeOf(form, kind);
  if (!parsed.success) {
    return wrong(
      `it must be ${expected}, a secret of ${secretCharactersMin} to ${secretCharactersMax} characters`,
    );
  }
  if (kind !== undefined && form.kindOf(parsed.data) !== kind) {
    return wrong(`it must be ${expected}: ${form.knower} knows us by ${kind}`);
  }
  const fault = form.faultOf(parsed.data);
  return fault === undefined ? { kind: 'value', value: parsed.data } : wrong(fault);
};
