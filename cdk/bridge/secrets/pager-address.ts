/**
 * Where pages go: the address that PagerDuty's integration "Amazon CloudWatch" has. No fault holds a part
 * of it, since whoever knows it can page.
 */
import {
  type PagerSecret,
  pagerHosts,
  pagerSecretSchema,
} from '../../../lib/config/secret-values.ts';
import { type Given, wrong } from './new-value.ts';

const expected = pagerHosts.map((host) => `https://${host}/integration/KEY/enqueue`).join(' or ');

/** @param given - the address as it is, or JSON in the form of the secret's value. */
export const newPagerAddress = (given: string): Given<PagerSecret> => {
  const text = given.trim();
  if (text === '') return wrong('nothing was given');
  const parsed = pagerSecretSchema.safeParse(text.startsWith('{') ? valueIn(text) : { url: text });
  return parsed.success
    ? { kind: 'value', value: parsed.data }
    : wrong(`it must be ${expected}: the address of PagerDuty's integration "Amazon CloudWatch"`);
};

const valueIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
