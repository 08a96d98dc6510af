/**
 * `bridge secrets set wms`: what the stage sends orders with.
 *
 * Which kind it is, the present value tells; where there is none, or it may not be read, the person.
 */
import { parseSecret, type WmsSecret, wmsSecretSchema } from '../../../lib/config/secret-values.ts';
import type { Does, Person } from '../command.ts';
import type { Stage } from '../open-stage.ts';
import { exitCodeOf, refusal } from '../refusal.ts';
import { confirmProduction } from './confirm.ts';
import { checked, type Given, kindOf, newWmsSecret, type WmsKind, wmsKinds } from './new-value.ts';
import { describeToSet, putSecret, readSecret } from './secret-calls.ts';
import { setAnswer, wmsNotes } from './set-text.ts';
import { type StageSecret, wmsSecretOf } from './stage-secrets.ts';

export type SetWmsOptions = { readonly kind?: WmsKind; readonly yes?: true };

export const setWms =
  (now: () => number): Does<SetWmsOptions> =>
  async (stage, { kind: asked, yes }, _operands, person) => {
    const { names } = stage;
    const secret = wmsSecretOf(names);
    if (secret === undefined) throw refusal(`the WMS of ${names.title} asks for no credentials`, 1);
    const before = await describeToSet(stage, secret);
    const what = 'changes what orders are sent to the WMS with';
    await confirmProduction(names, person, what, yes === true);
    const kind = asked ?? (before.state === 'set' ? await presentKind(stage, secret) : undefined);
    const given = await ask(person, kind ?? (await askKind(person)));
    if (given.kind === 'wrong') throw refusal(given.fault, 1);
    const version = await putSecret(stage, secret, given.value);
    const how = before.state === 'set' ? 'replaced' : 'set';
    const notes = wmsNotes(names);
    return setAnswer({ names, now: now(), secret, before, version, how, notes });
  };

/** Nothing where the value may not be read, or is none. */
const presentKind = async (stage: Stage, secret: StageSecret): Promise<WmsKind | undefined> => {
  try {
    const { text } = await readSecret(stage, secret);
    const present = parseSecret(wmsSecretSchema, text);
    return present.kind === 'set' ? kindOf(present.value) : undefined;
  } catch (error) {
    if (exitCodeOf(error) === undefined) throw error;
    return undefined;
  }
};

/** @throws a refusal where the person names another one. */
const askKind = async (person: Person): Promise<WmsKind | undefined> => {
  const answer = await person.ask(`How does the WMS know us, ${wmsKinds.join(' or ')}?`);
  // Nobody can be asked: the shape of the JSON on standard input says it.
  if (answer === undefined) return undefined;
  const kind = wmsKinds.find((each) => each === answer.trim());
  if (kind === undefined) throw refusal(`the kind must be ${wmsKinds.join(' or ')}`, 1);
  return kind;
};

const ask = async (person: Person, kind: WmsKind | undefined): Promise<Given<WmsSecret>> => {
  if (kind !== 'oauth2') {
    const question = kind === undefined ? 'The value as JSON' : 'API key';
    return newWmsSecret(kind, await person.secret(question));
  }
  const clientId = await person.ask('Client id');
  if (clientId === undefined) return newWmsSecret(kind, await person.secret('The value as JSON'));
  const clientSecret = (await person.secret('Client secret')).trim();
  return checked(kind, { clientId: clientId.trim(), clientSecret });
};
