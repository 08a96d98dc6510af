/**
 * Which secrets a stage has, for whom they are, and which shop is meant on the command line.
 */
import { refusal } from '../refusal.ts';
import type { StageNames } from '../stage-names.ts';

export type StageSecret = {
  readonly kind: 'shop' | 'admin' | 'wms' | 'pager';
  readonly arn: string;
  /** For people: `shop demo.myshopify.com`, `Admin API of demo.myshopify.com`, `WMS` or `pager`. */
  readonly title: string;
  /** What sets it. */
  readonly command: string;
  /** The domain, of a shop's. */
  readonly shop?: string;
};
export type ShopSecret = StageSecret & { readonly shop: string };

const domainEnd = '.myshopify.com';

export const shopSecretsOf = ({ shopSecrets, flag }: StageNames): readonly ShopSecret[] =>
  Object.entries(shopSecrets).map(([shop, arn]) => ({
    ...{ kind: 'shop', arn, shop, title: `shop ${shop}` },
    command: `npm run bridge -- secrets set shop --shop ${shop}${flag}`,
  }));

export const adminSecretsOf = ({ adminSecrets, flag }: StageNames): readonly ShopSecret[] =>
  Object.entries(adminSecrets).map(([shop, arn]) => ({
    ...{ kind: 'admin', arn, shop, title: `Admin API of ${shop}` },
    command: `npm run bridge -- secrets set admin --shop ${shop}${flag}`,
  }));

/** Nothing where the WMS asks for no credentials. */
export const wmsSecretOf = ({ wmsSecret, flag }: StageNames): StageSecret | undefined =>
  wmsSecret === undefined
    ? undefined
    : {
        ...{ kind: 'wms', arn: wmsSecret, title: 'WMS' },
        command: `npm run bridge -- secrets set wms${flag}`,
      };

/** Nothing where an older release does not tell it. */
export const pagerSecretOf = ({ pagerSecret, flag }: StageNames): StageSecret | undefined =>
  pagerSecret === undefined
    ? undefined
    : {
        ...{ kind: 'pager', arn: pagerSecret, title: 'pager' },
        command: `npm run bridge -- secrets set pager${flag}`,
      };

/** Those without which orders do not flow, in the order in which a person sets them. */
export const neededSecretsOf = (names: StageNames): readonly StageSecret[] => {
  const wms = wmsSecretOf(names);
  return [...shopSecretsOf(names), ...adminSecretsOf(names), ...(wms === undefined ? [] : [wms])];
};

/** All of a stage. The pager's is last: a stage may page by e-mail alone. */
export const secretsOf = (names: StageNames): readonly StageSecret[] => {
  const pager = pagerSecretOf(names);
  return [...neededSecretsOf(names), ...(pager === undefined ? [] : [pager])];
};

/**
 * @param asked - `demo` or `demo.myshopify.com`; needed only where a stage has several shops.
 * @param shops - the secrets of one kind. @default - those that shops sign with
 * @throws a refusal where no shop, or more than one, is meant.
 */
export const chooseShop = (
  names: StageNames,
  asked: string | undefined,
  shops: readonly ShopSecret[] = shopSecretsOf(names),
): ShopSecret => {
  const known = shops.map(({ shop }) => shop).join(', ');
  const [only, another] = shops;
  if (only === undefined) throw refusal(`${names.title} has no shop`, 1);
  if (asked === undefined) {
    if (another === undefined) return only;
    throw refusal(`say which shop, with --shop: ${names.title} has ${known}`, 2);
  }
  const name = asked.toLowerCase();
  const domain = name.endsWith(domainEnd) ? name : `${name}${domainEnd}`;
  const chosen = shops.find(({ shop }) => shop === domain);
  if (chosen === undefined)
    throw refusal(`${names.title} has no shop ${asked}; it has ${known}`, 2);
  return chosen;
};
