/**
 * `bridge reconcile --nightly` and `--report`: a comparison is begun and watched, or the last one is shown.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { makeNightlyItem } from '../../../lib/adapters/nightly-item.ts';
import type { Answer, Person } from '../command.ts';
import { invokeUnlessRefused } from '../invoke.ts';
import type { Stage } from '../open-stage.ts';
import { confirmProduction } from '../secrets/confirm.ts';
import { chooseShop } from '../secrets/stage-secrets.ts';
import { whoAsks } from '../who.ts';
import { nightlySchema } from './answers.ts';
import { nightsAnswer, type ShopNight } from './nightly-text.ts';
import { runNightly } from './run-nightly.ts';

export type NightOptions = { readonly shop?: string; readonly yes?: true };

export const beginNightly = async (
  stage: Stage,
  { shop: asked, yes }: NightOptions,
  person: Person,
  now: () => number,
): Promise<Answer> => {
  const { names, lambda, sts } = stage;
  const what = 'compares the last days with the WMS and repairs what differs';
  const { left, progress } = person;
  await confirmProduction(names, person, what, yes === true);
  const by = await whoAsks(sts);
  const shop = asked === undefined ? {} : { shop: chooseShop(names, asked).shop };
  const { shops, isOver } = await runNightly({
    ask: ({ begin }) =>
      invokeUnlessRefused(
        lambda,
        names.functions.reconcileOrders,
        { action: 'nightly', begin, by, ...shop },
        nightlySchema,
      ),
    wait: (millis) => delay(millis, undefined, { signal: left }).catch(() => {}),
    ...{ left, progress },
  });
  const nights = await readNights(stage, asked);
  return nightsAnswer({ names, now: now(), nights, ...(isOver ? {} : { under: shops }) });
};

export const showReport = async (
  stage: Stage,
  { shop }: NightOptions,
  now: () => number,
): Promise<Answer> =>
  nightsAnswer({ names: stage.names, now: now(), nights: await readNights(stage, shop) });

const readNights = (
  { names, documents }: Stage,
  asked: string | undefined,
): Promise<readonly ShopNight[]> => {
  const shops =
    asked === undefined ? Object.keys(names.adminSecrets) : [chooseShop(names, asked).shop];
  return Promise.all(
    shops.map(async (shop) => {
      const stored = await makeNightlyItem(documents, names.table, shop).read();
      return { shop, last: stored?.last ?? null };
    }),
  );
};
