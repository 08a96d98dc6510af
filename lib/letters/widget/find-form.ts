/**
 * The widget's form for finding letters, and the filter that it means. CloudWatch hands over whatever is in
 * it with every click, so it counts only where the click asks for it.
 */
import { refused } from '../refusals.ts';
import type { Refused } from '../request.ts';
import { button, type Scene } from './button.ts';
import { type Html, html } from './html.ts';

/** Hours since parking, at least, by what the form calls them. */
const ages: ReadonlyMap<string, number> = new Map([
  ['1 hour', 1],
  ['1 day', 24],
  ['7 days', 168],
]);

export const findForm = ({ place }: Scene): Html => html`
<form>
<label>Order id <input type="text" name="orderId" maxlength="40"></label>
<label>Parked <select name="age"><option value="">at any time</option>${[...ages.keys()].map((age) => html`<option value="${age}">${age} ago or earlier</option>`)}</select></label>
${button({ label: 'Find', endpoint: place.look, request: { action: 'find' } })}
</form>`;

/** A request for the list that the form means, or what is wrong with the form. */
export const readFindForm = (
  form: Readonly<Record<string, unknown>>,
  now: number,
): { readonly kind: 'list'; readonly request: object } | Refused => {
  const orderId = textOf(form['orderId']);
  const age = textOf(form['age']);
  if (orderId !== '' && !/^\d+$/.test(orderId)) return badOrderId;
  const hours = ages.get(age);
  if (age !== '' && hours === undefined) return badAge;
  const filter = {
    ...(orderId === '' ? {} : { orderId }),
    ...(hours === undefined
      ? {}
      : { parkedBefore: new Date(now - hours * 3_600_000).toISOString() }),
  };
  return { kind: 'list', request: { action: 'list', filter } };
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

const badOrderId = refused(
  'invalid_request',
  "the order id must be digits: Shopify's own, and not the number after #",
);
const badAge = refused('invalid_request', `the age must be one of ${[...ages.keys()].join(', ')}`);
