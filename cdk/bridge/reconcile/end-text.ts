/**
 * Why a shop could not be asked to the end, and what a person does about it.
 */
import { inOneLine } from '../plain-text.ts';
import type { StageNames } from '../stage-names.ts';
import type { SeenEnd } from './answers.ts';

/** Ends by itself, after a while. */
const passing: readonly string[] = ['throttled', 'unavailable', 'failed', 'busy', 'unfinished'];

export const isPassing = ({ kind }: SeenEnd): boolean => passing.includes(kind);

/** A short clause, without the shop's name. */
export const endText = (end: SeenEnd, shop: string, { flag }: Pick<StageNames, 'flag'>): string => {
  const fact = (name: string): string => inOneLine(String(end[name] ?? ''));
  const command = `npm run bridge -- secrets set admin --shop ${shop}${flag}`;
  switch (end.kind) {
    case 'throttled':
      return `Shopify asks to wait for ${fact('seconds')} s`;
    case 'unavailable':
      return `Shopify does not answer (${fact('cause')})`;
    case 'refused':
      return `Shopify does not take the credentials (${fact('status')}): ${command}`;
    case 'denied':
      return `the app has not been granted ${fact('scopes')}`;
    case 'not_configured':
      return `nobody has set its credentials: ${command}`;
    case 'malformed':
      return `Shopify's answer cannot be read (${fact('fault')})`;
    case 'rejected':
      return `Shopify did not do it: ${fact('fault')}`;
    case 'busy':
      return 'another run is at it';
    case 'failed':
      return `the function failed (${fact('error')}); its log says more`;
    default:
      return inOneLine(end.kind);
  }
};
