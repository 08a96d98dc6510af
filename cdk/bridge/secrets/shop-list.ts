/**
 * The list of client secrets that a shop has at present, for whoever changes it.
 */
import {
  parseSecret,
  type ShopSecret as ShopList,
  shopSecretSchema,
} from '../../../lib/config/secret-values.ts';
import type { Stage } from '../open-stage.ts';
import { refusal } from '../refusal.ts';
import { readSecret } from './secret-calls.ts';
import type { ShopSecret } from './stage-secrets.ts';

export type { ShopList };

export type CurrentList = {
  /** Not there where nobody has set one. */
  readonly list?: ShopList;
  readonly version: string;
  /** When it was written, epoch milliseconds. */
  readonly listedAt: number;
};

/** @throws a refusal where its value is none that could be kept. */
export const readShopList = async (stage: Stage, secret: ShopSecret): Promise<CurrentList> => {
  const { text, version = '', createdAt = 0 } = await readSecret(stage, secret);
  const parsed = parseSecret(shopSecretSchema, text);
  if (parsed.kind === 'malformed') {
    throw refusal(
      `the present value of ${secret.title} cannot be kept (${parsed.fault}): --replace drops it`,
      1,
    );
  }
  return {
    ...(parsed.kind === 'set' ? { list: parsed.value } : {}),
    ...{ version, listedAt: createdAt },
  };
};
