/**
 * Where the dashboard's widget of the dead letters stands on the page. What is in it comes from the very
 * function that CloudWatch asks, and is filled in by the page's script.
 */
import { type Html, html } from '../../../lib/letters/widget/html.ts';

/** CloudWatch needs script for it, too. */
export const renderWidget = (): Html => html`
<p class="calm">As on the dashboard in CloudWatch: the HTML of <code>browse-dead-letters</code> and <code>replay-dead-letters</code>.</p>
<div id="widget"></div>
<noscript><p>The widget needs script; <code>npm run bridge -- dead-letters list</code> says the same.</p></noscript>`;

export const renderWidgetDialogs = (): Html => html`
<dialog id="widget-popup" aria-label="Dead letter">
<form method="dialog"><button>Close</button></form>
<div class="widget"></div>
</dialog>
<dialog id="widget-confirm" class="confirm" aria-labelledby="widget-question">
<p id="widget-question"></p>
<form method="dialog"><button value="no" autofocus>Cancel</button> <button value="yes" class="main">Yes, do it</button></form>
</dialog>`;
