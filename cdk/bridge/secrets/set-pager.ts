/**
 * `bridge secrets set pager`: where pages go. The deploy reads it, no function does.
 */
import type { Does } from '../command.ts';
import { refusal } from '../refusal.ts';
import { confirmProduction } from './confirm.ts';
import { newPagerAddress } from './pager-address.ts';
import { describeToSet, putSecret } from './secret-calls.ts';
import { pagerNotes, setAnswer } from './set-text.ts';
import { pagerSecretOf } from './stage-secrets.ts';

export type SetPagerOptions = { readonly yes?: true };

export const setPager =
  (now: () => number): Does<SetPagerOptions> =>
  async (stage, { yes }, _operands, person) => {
    const { names } = stage;
    const secret = pagerSecretOf(names);
    if (secret === undefined) {
      throw refusal(
        `${names.title} does not tell its pager's secret: deploy this release first`,
        1,
      );
    }
    const before = await describeToSet(stage, secret);
    await confirmProduction(names, person, 'changes whom pages reach', yes === true);
    const given = newPagerAddress(
      await person.secret('Address of the PagerDuty integration "Amazon CloudWatch"'),
    );
    if (given.kind === 'wrong') throw refusal(given.fault, 1);
    const version = await putSecret(stage, secret, given.value);
    const how = before.state === 'set' ? 'replaced' : 'set';
    return setAnswer({
      ...{ names, now: now(), secret, before, version, how },
      notes: pagerNotes(names),
    });
  };
