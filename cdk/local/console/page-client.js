/**
 * What the page does in the browser: keeps its parts up to date without moving the focus or closing
 * anything, opens stories, and presses buttons without leaving the page. Without it all of this works
 * by loading pages.
 */
const refreshMillis = 1_000;
const dialog = document.getElementById('story');
const notice = document.getElementById('notice');
const lost = document.getElementById('lost');
const pause = document.getElementById('pause');
/** The order whose story is open. */
let openOrder = null;

const keyOf = (node) =>
  node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null;
const isSame = (one, other) => one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

const takeAttributes = (node, wanted) => {
  for (const { name } of [...node.attributes]) {
    // Whether somebody has opened it is not the server's business.
    if (!wanted.hasAttribute(name) && name !== 'open') node.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
};

/** The old child that becomes this one: of the same key anywhere, else the next one if it is alike. */
const findOld = (parent, place, child) => {
  const key = keyOf(child);
  if (key === null) return place !== null && isSame(place, child) ? place : null;
  return [...parent.children].find((one) => isSame(one, child)) ?? null;
};

/** Makes the node's content the wanted one, and leaves alone whatever of it is the same. */
const morph = (node, wanted) => {
  let place = node.firstChild;
  for (const child of [...wanted.childNodes]) {
    const old = findOld(node, place, child);
    if (old === null) node.insertBefore(child, place);
    else if (old !== place) node.insertBefore(old, place);
    else place = place.nextSibling;
    if (old !== null && !old.isEqualNode(child)) {
      if (old.nodeType === Node.ELEMENT_NODE) {
        takeAttributes(old, child);
        morph(old, child);
      } else old.data = child.data;
    }
  }
  while (place !== null) {
    const rest = place.nextSibling;
    place.remove();
    place = rest;
  }
};

const show = (part, html) => {
  const template = document.createElement('template');
  template.innerHTML = html;
  const focused = document.activeElement;
  morph(part, template.content);
  // A row that moved to another place has lost the focus on its way.
  if (focused !== document.activeElement && focused.isConnected) {
    focused.focus({ preventScroll: true });
  }
};

const refresh = async () => {
  const query = openOrder === null ? '' : `?order=${encodeURIComponent(openOrder)}`;
  const response = await fetch(`/live${query}`);
  if (!response.ok) throw new Error(`the page was answered ${response.status}`);
  const parts = await response.json();
  for (const part of document.querySelectorAll('[data-live]')) {
    const html = parts[part.dataset.live];
    if (html !== undefined) show(part, html);
  }
};

const isPaused = () => pause.getAttribute('aria-pressed') === 'true';

const loop = async () => {
  try {
    if (!document.hidden && !isPaused()) await refresh();
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
  setTimeout(loop, refreshMillis);
};

const openStory = async (orderId) => {
  openOrder = orderId;
  await refresh().catch(() => undefined);
  dialog.showModal();
};

/** Back to where the reader was: the link may have moved, or left the list. */
dialog.addEventListener('close', () => {
  const links = [...document.querySelectorAll('a[data-order]')];
  const link = links.find((one) => one.dataset.order === openOrder);
  openOrder = null;
  if (document.activeElement === document.body) {
    (link ?? document.getElementById('orders')).focus({ preventScroll: true });
  }
});

document.addEventListener('click', (event) => {
  if (event.target === pause) pause.setAttribute('aria-pressed', String(!isPaused()));
  const link = event.target.closest('a[data-order]');
  if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  void openStory(link.dataset.order);
});

document.addEventListener('keydown', (event) => {
  const link = event.target.closest('a[data-order]');
  if (event.key !== ' ' || link === null) return;
  event.preventDefault();
  link.click();
});

const press = async (form, button) => {
  const body = new URLSearchParams(new FormData(form, button));
  // Where the reader goes on if the button is gone afterwards.
  const heading = form.closest('section')?.querySelector('h2');
  notice.textContent = 'Working …';
  try {
    const headers = { Accept: 'text/plain' };
    const response = await fetch(form.getAttribute('action'), { method: 'POST', body, headers });
    notice.textContent = await response.text();
    await refresh();
  } catch {
    notice.textContent = 'The local stack does not answer.';
  }
  if (button !== null && !button.isConnected) heading?.focus({ preventScroll: true });
};

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method === 'dialog') return;
  event.preventDefault();
  if (form.method === 'post') void press(form, event.submitter);
  else void openStory(new FormData(form).get('id').trim());
});

pause.hidden = false;
setTimeout(loop, refreshMillis);
