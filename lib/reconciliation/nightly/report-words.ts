/**
 * What a nightly comparison says to people: of each kind, each end and each gap, and in the first line.
 */
import type { DifferenceKind, Outcome } from './difference.ts';
import type { NightlyReport } from './nightly-report.ts';

export const kindTexts: { readonly [Kind in DifferenceKind]: string } = {
  missing: 'in Shopify, and never came to the bridge',
  lost: 'accepted, and nowhere since',
  stale: 'older at the WMS than delivered, or not there',
  cancelled_but_open: 'cancelled, and open at the WMS',
  unknown_to_shopify: 'at the WMS, and unknown to Shopify',
};

export const outcomeTexts: { readonly [End in Outcome]: string } = {
  repaired: 'sent again',
  settled: 'came by itself',
  parked: 'a dead letter',
  hidden: 'not shown by Shopify',
  postponed: 'read again later',
  reported: 'to be looked at',
  unasked: 'not looked at',
};

const gapTexts: Readonly<Record<string, string>> = {
  wms_not_offered: 'The WMS offers no list of its orders, so it was not compared with.',
  wms_refused: 'The WMS refused its list (401 or 403): look at its credentials.',
  wms_not_configured: 'The credentials of the WMS are not set, so it was not compared with.',
  wms_malformed: 'The list of the WMS was not as its contract has it.',
  wms_unavailable: 'The WMS gave no list for two hours.',
  wms_unfinished: 'The list of the WMS did not come to its end within two hours.',
  wms_too_many: 'The WMS listed more orders than can be compared with.',
  export_failed: 'Shopify ended the export without a file, three times.',
  export_lines: 'Lines of the export could not be read:',
  unfinished: 'It ran out of time at:',
};

export const gapText = (gap: string): string => {
  const [code = '', detail] = gap.split(':');
  return [gapTexts[code] ?? code, ...(detail === undefined ? [] : [detail])].join(' ');
};

const sumOf = (found: NightlyReport['found']): number =>
  Object.values(found).reduce((sum, number) => sum + number, 0);

/** The first line: whether all is well, and what to do if not. */
export const headlineOf = ({
  verdict,
  found,
  compared,
  open: left,
}: Pick<NightlyReport, 'verdict' | 'found' | 'compared' | 'open'>): string => {
  const orders = `${compared.orders} ${compared.orders === 1 ? 'order' : 'orders'}`;
  const all = sumOf(found);
  const differences = `${all} ${all === 1 ? 'difference' : 'differences'}`;
  switch (verdict) {
    case 'well':
      return `All is well: ${orders} compared, no differences.`;
    case 'repaired':
      return `All is well again: ${orders} compared, ${differences} found and repaired. Nothing is to be done.`;
    case 'look':
      return left === 0
        ? `Not everything was compared: ${orders} compared, ${differences} found and repaired. See what is missing below.`
        : `Somebody must look: ${left} of ${differences} among ${orders} could not be repaired. See what to do below.`;
  }
};

export const todoTexts: { readonly [End in Outcome]?: string } = {
  parked: 'Dead letters: npm run bridge -- dead-letters list',
  hidden:
    'Shopify lists these orders and does not show them: they may be deleted. npm run bridge -- trace ORDER',
  postponed: 'Nothing: the next polls read these orders again.',
  reported:
    'Ask the warehouse about these orders: who made them there? Nothing was changed. npm run bridge -- trace ORDER',
  unasked:
    'There were too many to ask Shopify for each. Mend the cause of those above first; the next night asks for the rest.',
};
