/**
 * Sets credentials of either kind: which it is, the present value tells; where there is none, or it may
 * not be read, the person.
 */
import { parseSecret } from '../../../lib/config/secret-values.ts';
import type { Answer, Person } from '../command.ts';
import type { Stage } from '../open-stage.ts';
import { exitCodeOf, refusal } from '../refusal.ts';
import type { Row } from '../rows.ts';
import { confirmProduction } from './confirm.ts';
import { type CredentialForm, checkedCredentials, newCredentials } from './credential-form.ts';
import type { Given } from './new-value.ts';
import { describeToSet, putSecret, readSecret } from './secret-calls.ts';
import { setAnswer } from './set-text.ts';
import type { StageSecret } from './stage-secrets.ts';

export type SetCredentialsOptions<Kind> = { readonly kind?: Kind; readonly yes?: true };

export type CredentialsToSet<Kind extends string, Value extends object> = {
  readonly secret: StageSecret;
  readonly form: CredentialForm<Kind, Value>;
  /**
   * What stays of the present value, whatever is asked for; where that may not be read, nothing is set, and
   * `elsewise` says how it is set all the same. @default - nothing stays
   */
  readonly keep?: { readonly of: (present: Value) => object; readonly elsewise: string };
  /** What setting it does, in words. */
  readonly what: string;
  readonly notes: readonly Row[];
  /** Epoch milliseconds. */
  readonly now: number;
};

export const setCredentials = async <Kind extends string, Value extends object>(
  stage: Stage,
  { secret, form, what, notes, now, keep }: CredentialsToSet<Kind, Value>,
  { kind: asked, yes }: SetCredentialsOptions<Kind>,
  person: Person,
): Promise<Answer> => {
  const { names } = stage;
  const before = await describeToSet(stage, secret);
  await confirmProduction(names, person, what, yes === true);
  const isAsked = before.state === 'set' && (asked === undefined || keep !== undefined);
  const read = isAsked ? await readPresent(stage, secret, form) : undefined;
  if (read?.kind === 'unreadable' && keep !== undefined) {
    throw refusal(`${read.why}; ${keep.elsewise}`, 1);
  }
  const present = read?.kind === 'value' ? read.value : undefined;
  const kind = asked ?? (present && form.kindOf(present)) ?? (await askKind(form, person));
  const beside = { ...(present && keep?.of(present)), ...form.beside };
  const given = await ask({ ...form, beside }, person, kind);
  if (given.kind === 'wrong') throw refusal(given.fault, 1);
  const version = await putSecret(stage, secret, given.value);
  const how = before.state === 'set' ? 'replaced' : 'set';
  return setAnswer({ names, now, secret, before, version, how, notes });
};

type Present<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  /** Nobody has set it, or what is there is none. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly why: string };

const readPresent = async <Kind extends string, Value>(
  stage: Stage,
  secret: StageSecret,
  { schema }: CredentialForm<Kind, Value>,
): Promise<Present<Value>> => {
  try {
    const { text } = await readSecret(stage, secret);
    const present = parseSecret(schema, text);
    return present.kind === 'set' ? { kind: 'value', value: present.value } : { kind: 'none' };
  } catch (error) {
    if (!(error instanceof Error) || exitCodeOf(error) === undefined) throw error;
    return { kind: 'unreadable', why: error.message };
  }
};

/** @throws a refusal where the person names another one. */
const askKind = async <Kind extends string>(
  { kinds, knower }: Pick<CredentialForm<Kind, never>, 'kinds' | 'knower'>,
  person: Person,
): Promise<Kind | undefined> => {
  const answer = await person.ask(`How does ${knower} know us, ${kinds.join(' or ')}?`);
  // Nobody can be asked: the shape of the JSON on standard input says it.
  if (answer === undefined) return undefined;
  const kind = kinds.find((each) => each === answer.trim());
  if (kind === undefined) throw refusal(`the kind must be ${kinds.join(' or ')}`, 1);
  return kind;
};

const ask = async <Kind extends string, Value>(
  form: CredentialForm<Kind, Value>,
  person: Person,
  kind: Kind | undefined,
): Promise<Given<Value>> => {
  if (kind !== undefined && kind === form.certificate && 'tls' in (form.beside ?? {})) {
    return checkedCredentials(form, kind, {});
  }
  if (kind !== form.client) {
    const isText = kind === form.text.kind;
    const question = isText ? form.text.title : 'The value as JSON';
    return newCredentials(form, kind, await person.secret(question));
  }
  const clientId = await person.ask('Client id');
  if (clientId === undefined) {
    return newCredentials(form, kind, await person.secret('The value as JSON'));
  }
  const clientSecret = (await person.secret('Client secret')).trim();
  return checkedCredentials(form, kind, { clientId: clientId.trim(), clientSecret });
};
