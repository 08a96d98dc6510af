/**
 * Plays CloudWatch's part for the widget: asks the function for HTML, keeps of it only what shows something,
 * and makes a button of each element that a cwdb-action follows.
 *
 * The HTML is read in a document where nothing runs or loads, and built anew from a list of what is allowed:
 * script, frames, styles, addresses and event handlers are never on this page.
 */
const refreshMillis = 5_000;
const widget = document.getElementById('widget');
const popup = document.getElementById('widget-popup');
const popupContent = popup.querySelector('div');
const question = document.getElementById('widget-confirm');
const notice = document.getElementById('notice');
const pause = document.getElementById('pause');

const allowedElements = new Set(
  (
    'h3 h4 p b strong em code pre ul ol li span div br dl dt dd ' +
    'table thead tbody tr th td a form label input select option progress'
  ).split(' '),
);
const allowedAttributes = new Set(
  'class role tabindex aria-label title name maxlength value max'.split(' '),
);
const allowedClasses = new Set(['btn', 'btn-primary']);

/** The widget shows what it began with. */
let isAtBegin = true;
/** A call is under way: a second click changes nothing. */
let isBusy = false;

const copyAttributes = (node, given) => {
  for (const { name, value } of given.attributes) {
    if (name === 'class') {
      node.className = value
        .split(' ')
        .filter((one) => allowedClasses.has(one))
        .join(' ');
    } else if (allowedAttributes.has(name)) node.setAttribute(name, value);
  }
};

const readAction = (given) => {
  try {
    return {
      endpoint: given.getAttribute('endpoint') ?? '',
      request: JSON.parse(given.textContent),
      display: given.getAttribute('display') ?? 'widget',
      confirmation: given.getAttribute('confirmation'),
    };
  } catch {
    return null;
  }
};

const makeButton = (node, action) => {
  if (node === null || action === null) return;
  node.addEventListener('click', () => void act(action));
  node.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    void act(action);
  });
};

const copyInto = (parent, given) => {
  for (const child of given.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) parent.append(child.data);
    else if (child.localName === 'cwdb-action') {
      if (child.getAttribute('action') === 'call')
        makeButton(parent.lastElementChild, readAction(child));
    } else if (allowedElements.has(child.localName)) {
      const node = document.createElement(child.localName);
      copyAttributes(node, child);
      copyInto(node, child);
      parent.append(node);
    }
  }
};

const fill = (place, html) => {
  const content = document.createDocumentFragment();
  copyInto(content, new DOMParser().parseFromString(html, 'text/html').body);
  place.replaceChildren(content);
};

const fillFailure = (place, sentence) => {
  const said = document.createElement('p');
  said.textContent = sentence;
  const again = document.createElement('a');
  again.className = 'btn';
  again.role = 'button';
  again.tabIndex = 0;
  again.textContent = 'Begin again';
  makeButton(again, { request: {}, display: 'widget', confirmation: null });
  place.replaceChildren(said, again);
};

const formOf = () =>
  Object.fromEntries(
    [...widget.querySelectorAll('form')].flatMap((form) => [...new FormData(form)]),
  );

const theme = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

const call = async (endpoint, request) => {
  const body = JSON.stringify({ endpoint, request, form: formOf(), theme: theme() });
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch('/widget', { method: 'POST', headers, body });
  return response.ok
    ? response.json()
    : { kind: 'failed', sentence: `The page answered ${response.status}.` };
};

/** Whoever waits for the question's answer. */
let answered;
question.addEventListener('close', () => {
  // The end of a question that was asked again at once is told when the next one is open.
  if (question.open) return;
  answered?.(question.returnValue === 'yes');
  answered = undefined;
});

const isConfirmed = (text) => {
  answered?.(false);
  question.querySelector('p').textContent = text;
  question.returnValue = '';
  question.showModal();
  return new Promise((resolve) => {
    answered = resolve;
  });
};

/** Where whoever reads or hears the page goes on. */
const focusHeading = (place) => {
  const heading = place.querySelector('h3, p');
  if (heading === null) return;
  heading.tabIndex = -1;
  heading.focus();
};

const show = (answer, place) => {
  if (answer.kind === 'html') fill(place, answer.html);
  else fillFailure(place, answer.sentence);
};

const act = async ({ endpoint, request, display, confirmation }) => {
  if (isBusy || (confirmation !== null && !(await isConfirmed(confirmation)))) return;
  isBusy = true;
  notice.textContent = 'Working …';
  try {
    const answer = await call(endpoint, request);
    const place = display === 'popup' ? popupContent : widget;
    show(answer, place);
    if (place === widget) {
      isAtBegin = request.action === undefined || request.action === 'overview';
      popup.close();
    } else if (!popup.open) popup.showModal();
    focusHeading(place);
    notice.textContent = '';
  } catch {
    notice.textContent = 'The local stack does not answer.';
  }
  isBusy = false;
};

/** Somebody is about to press something in it, or has filled something in. */
const isInUse = () =>
  popup.open ||
  question.open ||
  document.activeElement.closest('#widget [role=button], #widget input, #widget select') !== null ||
  [...widget.querySelectorAll('input, select')].some(({ value }) => value !== '');

const mayRefresh = () =>
  isAtBegin &&
  !isBusy &&
  !document.hidden &&
  pause.getAttribute('aria-pressed') !== 'true' &&
  !isInUse();

const refresh = async () => {
  const answer = await call(undefined, {});
  // Meanwhile somebody may have pressed something.
  if (!mayRefresh()) return;
  const hadFocus = widget.contains(document.activeElement);
  show(answer, widget);
  if (hadFocus) focusHeading(widget);
};

const loop = async () => {
  // The page itself says when the stack is gone.
  if (mayRefresh()) await refresh().catch(() => undefined);
  setTimeout(loop, refreshMillis);
};

/** Enter in a field is its form's button. */
widget.addEventListener('submit', (event) => {
  event.preventDefault();
  event.stopPropagation();
  event.target.querySelector('.btn')?.click();
});

void loop();
