/**
 * Buttons of the CloudWatch custom widget: an element, and after it the `cwdb-action` that says which
 * function it calls with what. CloudWatch runs no script of ours.
 */
import { type Html, html } from './html.ts';

/** The functions that buttons call, by ARN. */
export type Place = {
  /** Answers what only looks. */
  readonly look: string;
  /** Answers what changes something; not everybody may call it. */
  readonly act: string;
};

/** What a view is made for. */
export type Scene = {
  readonly place: Place;
  /** Epoch milliseconds. */
  readonly now: number;
};

export type Button = {
  readonly label: string;
  /** What it is about, where its label alone does not say: for who hears the page. */
  readonly about?: string;
  readonly endpoint: string;
  readonly request: object;
  /** `popup` leaves the widget as it is. @default 'widget' */
  readonly display?: 'widget' | 'popup';
  /** Asked before anything is called. @default - nothing is asked */
  readonly confirmation?: string;
  readonly isMain?: boolean;
};

/** `tabindex` lets a keyboard reach what CloudWatch's own example, a link without an address, does not. */
export const button = (given: Button): Html => {
  const { label, about, endpoint, request, display = 'widget', confirmation, isMain } = given;
  const name = about === undefined ? label : `${label}: ${about}`;
  const kind = isMain ? 'btn btn-primary' : 'btn';
  const asks = confirmation === undefined ? null : html` confirmation="${confirmation}"`;
  return html`<a class="${kind}" role="button" tabindex="0" aria-label="${name}">${label}</a><cwdb-action action="call" display="${display}" endpoint="${endpoint}"${asks}>${asData(request)}</cwdb-action>`;
};

/**
 * JSON that is the same read as text, as HTML, or cut out of the HTML unread: whatever could begin or end
 * an element or an entity is escaped as JSON has it.
 */
const asData = (request: object): Html => ({
  html: JSON.stringify(request).replace(
    /[<>&'\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ),
});
