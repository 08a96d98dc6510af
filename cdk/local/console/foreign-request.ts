/**
 * Whether a request comes from another website that is open in the same browser: it must neither
 * press the buttons nor, by a name of its own that leads to this machine, read the page.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** @param own - the page's URL. */
export const isForeign = (
  { host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders,
  own: string,
): boolean => {
  const hosts = [own, own.replace('127.0.0.1', 'localhost')].map((url) => new URL(url).host);
  if (!hosts.includes(host ?? '')) return true;
  // Browsers name the origin of every POST; what names none is no browser.
  if (origin !== undefined) return origin !== `http://${host}`;
  return site === 'cross-site' || site === 'same-site';
};
