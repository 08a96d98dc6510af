/**
 * A person who has a keyboard and no mouse: finds things by pressing Tab, and says what has the focus.
 */
import type { Page } from 'playwright-core';

/** More stops than the page has. */
const stopsMax = 150;

/** What has the focus, as a screen reader would begin to name it. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(`(() => {
    const { activeElement: element } = document;
    const label = element.labels?.[0]?.firstChild?.textContent ?? element.textContent;
    return (element.tagName.toLowerCase() + ' ' + label).replace(/\\s+/g, ' ').trim();
  })()`);

/** Whether somebody who looks can see where the focus is. */
export const focusIsVisible = (page: Page): Promise<boolean> =>
  page.evaluate(`(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    const { width, height } = document.activeElement.getBoundingClientRect();
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && width > 0 && height > 0;
  })()`);

/** Presses Tab until the focus is on what begins like this. Gives all the stops on the way. */
export const tabTo = async (
  page: Page,
  start: string,
  key: 'Tab' | 'Shift+Tab' = 'Tab',
): Promise<readonly string[]> => {
  const stops: string[] = [];
  for (let stop = 0; stop < stopsMax; stop += 1) {
    await page.keyboard.press(key);
    const name = await focused(page);
    stops.push(name);
    if (name.startsWith(start)) return stops;
  }
  throw new Error(`no way to ${start} by ${key}; the way was ${stops.join(' › ')}`);
};
