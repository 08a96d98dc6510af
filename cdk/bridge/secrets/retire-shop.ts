/**
 * `bridge secrets retire shop`: takes the oldest client secret out of a shop's list, the last step of a
 * rotation.
 */
import type { Does } from '../command.ts';
import { refusal } from '../refusal.ts';
import { confirmProduction } from './confirm.ts';
import { judgeRetirement } from './retirable.ts';
import { describeToSet, putSecret } from './secret-calls.ts';
import { readSecretUse } from './secret-use.ts';
import { setAnswer, shopNotes } from './set-text.ts';
import { type CurrentList, readShopList, type ShopList } from './shop-list.ts';
import { chooseShop, type ShopSecret } from './stage-secrets.ts';

export type RetireShopOptions = {
  readonly shop?: string;
  readonly anyway?: true;
  readonly yes?: true;
};

export const retireShop =
  (now: () => number): Does<RetireShopOptions> =>
  async (stage, { shop: asked, anyway, yes }, _operands, person) => {
    const { names } = stage;
    const secret = chooseShop(names, asked);
    const before = await describeToSet(stage, secret);
    const current = await readShopList(stage, secret);
    const left = withoutOldest(secret, current);
    const use = await readSecretUse(stage, secret.shop, now());
    const verdict = judgeRetirement({ listedAt: current.listedAt, use, now: now() });
    if (verdict.kind === 'doubtful' && anyway !== true) {
      throw refusal(
        `the oldest secret of ${secret.title} stays: ${verdict.because} (--anyway takes it out all the same)`,
        1,
      );
    }
    const what = `turns away what is signed with the oldest secret of ${secret.shop}`;
    await confirmProduction(names, person, what, yes === true);
    const { version: present } = await readShopList(stage, secret);
    if (present !== current.version) {
      throw refusal(`somebody has changed ${secret.title} meanwhile; nothing was changed`, 1);
    }
    const version = await putSecret(stage, secret, left);
    const doubt = verdict.kind === 'doubtful' ? [['doubtful', verdict.because] as const] : [];
    return setAnswer({
      ...{ names, now: now(), secret, before, version, how: 'retired' },
      ...{ notes: [...doubt, ...shopNotes('retired', before.state, names.flag)] },
      values: left.secrets.length,
    });
  };

/** @throws a refusal where nothing would be left to check webhooks with. */
const withoutOldest = ({ title, command }: ShopSecret, { list }: CurrentList): ShopList => {
  const left = list?.secrets.slice(1) ?? [];
  if (list === undefined) throw refusal(`nobody has set the secret of ${title}: ${command}`, 1);
  if (left.length === 0) {
    throw refusal(
      `${title} has this one secret alone, and without it every webhook would be turned away: ${command} --add comes first`,
      1,
    );
  }
  // The date was for what is gone now.
  return left.length === 1 ? { secrets: left } : { ...list, secrets: left };
};
