/**
 * `bridge secrets set shop`: a shop's first client secret, one more of them, or another one instead.
 *
 * Where nothing has to be kept, nothing is read.
 */
import { parseSecret, shopSecretSchema } from '../../../lib/config/secret-values.ts';
import type { Does, Person } from '../command.ts';
import type { Stage } from '../open-stage.ts';
import { exitCodeOf, refusal } from '../refusal.ts';
import type { Row } from '../rows.ts';
import { instantJson } from '../time-text.ts';
import { confirmProduction } from './confirm.ts';
import type { DescribedSecret } from './described-secret.ts';
import { type Given, newSecret, withOneMore } from './new-value.ts';
import { describeToSet, putSecret, readSecret } from './secret-calls.ts';
import { setAnswer, shopNotes } from './set-text.ts';
import { readShopList, type ShopList } from './shop-list.ts';
import { chooseShop, type ShopSecret, shopSecretsOf } from './stage-secrets.ts';

export type SetShopOptions = {
  readonly shop?: string;
  readonly add?: true;
  readonly replace?: true;
  /** Epoch milliseconds. */
  readonly oldUntil?: number;
  readonly yes?: true;
};

export const setShop =
  (now: () => number): Does<SetShopOptions> =>
  async (stage, options, _operands, person) => {
    const { names } = stage;
    const secret = chooseShop(names, options.shop);
    const before = await describeToSet(stage, secret);
    const how = howOf(secret, before, options);
    if (options.oldUntil !== undefined && how !== 'added') {
      throw refusal('--old-until is for a value that stays beside the new one: --add', 2);
    }
    const what = `changes what may sign orders of ${secret.shop}`;
    await confirmProduction(names, person, what, options.yes === true);
    const given = await ask(person, secret);
    const list: ShopList =
      how === 'added' ? await addTo(stage, secret, given, options.oldUntil) : { secrets: [given] };
    const compared = await compareWithOthers(stage, secret, given);
    const version = await putSecret(stage, secret, list);
    const notes = [...shopNotes(how, before.state, names.flag), ...compared];
    return setAnswer({
      ...{ names, now: now(), secret, before, version, how, notes },
      values: list.secrets.length,
    });
  };

/** @throws a refusal where a value would be lost that nobody has said may go. */
const howOf = (
  { title, command }: ShopSecret,
  { state }: DescribedSecret,
  { add, replace }: SetShopOptions,
): 'set' | 'added' | 'replaced' => {
  if (replace) return 'replaced';
  if (state !== 'set') return 'set';
  if (add) return 'added';
  throw refusal(
    `${title} has a secret already: ${command} --add keeps it beside the new one, for as long as Shopify signs with it; --replace drops it`,
    1,
  );
};

const ask = async (person: Person, { shop }: ShopSecret): Promise<string> =>
  taken(newSecret(await person.secret(`Client secret that signs the webhooks of ${shop}`)));

const taken = <Value>(given: Given<Value>): Value => {
  if (given.kind === 'value') return given.value;
  throw refusal(given.fault, 1);
};

/** A date that was set for an earlier rotation is over with it. */
const addTo = async (
  stage: Stage,
  secret: ShopSecret,
  added: string,
  oldUntil: number | undefined,
): Promise<ShopList> => {
  const { list } = await readShopList(stage, secret);
  const secrets = [...taken(withOneMore(list?.secrets ?? [], added))];
  return oldUntil === undefined ? { secrets } : { secrets, oldUntil: instantJson(oldUntil) };
};

/**
 * A signature must tell which shop sent it: with the same secret under two shops, both are turned away.
 *
 * @throws a refusal where another shop has it.
 */
const compareWithOthers = async (
  stage: Stage,
  { shop }: ShopSecret,
  given: string,
): Promise<readonly Row[]> => {
  const others = shopSecretsOf(stage.names).filter((other) => other.shop !== shop);
  const unread: string[] = [];
  for (const other of others) {
    const current = await readSecret(stage, other).catch((error: unknown) => {
      if (exitCodeOf(error) === undefined) throw error;
      return undefined;
    });
    if (current === undefined) unread.push(other.shop);
    else if (has(current.text, given)) {
      throw refusal(
        `${other.title} has this value already: a signature must tell which shop sent it`,
        1,
      );
    }
  }
  return unread.length === 0
    ? []
    : [['not known', `whether it is also the secret of ${unread.join(', ')}, which may not be`]];
};

const has = (text: string, value: string): boolean => {
  const parsed = parseSecret(shopSecretSchema, text);
  return parsed.kind === 'set' && parsed.value.secrets.includes(value);
};
