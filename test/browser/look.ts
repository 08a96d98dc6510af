/**
 * What a person would see at a glance, measured: text that is too faint, things that stick out to the
 * right, fields without a label. Each as a list that should be empty.
 */
import type { Page } from 'playwright-core';

/** WCAG 2.2 AA for text of ordinary size. */
const contrastMin = 4.5;

const script = (contrastMin: number): string => `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [r, g, b] = rgba(colour).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const { backgroundColor } = getComputedStyle(one);
      if (rgba(backgroundColor)[3] === 255) return backgroundColor;
    }
    return 'white';
  };
  const isSeen = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const texts = [...document.querySelectorAll('body *')].filter((element) =>
    isSeen(element) && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''));
  const faint = texts.flatMap((element) => {
    const [one, other] = [getComputedStyle(element).color, background(element)].map(luminance).sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    return contrast < ${contrastMin} ? [element.tagName + ' ' + element.textContent.trim().slice(0, 40) + ': ' + contrast.toFixed(1)] : [];
  });
  const { clientWidth } = document.documentElement;
  const wide = texts.filter((element) => !element.matches('.quiet, .skip, .quiet *') && element.getBoundingClientRect().right > clientWidth + 1)
    .map((element) => element.tagName + ' ' + element.textContent.trim().slice(0, 40));
  const unnamed = [...document.querySelectorAll('input:not([type=hidden]), select, button, a')]
    .filter((element) => (element.labels?.length ?? 0) === 0 && element.textContent.trim() === '')
    .map((element) => element.outerHTML);
  const scrolls = document.documentElement.scrollWidth > clientWidth ? ['the page scrolls sideways'] : [];
  return { faint, wide: [...wide, ...scrolls], unnamed };
})()`;

export type Look = {
  readonly faint: readonly string[];
  readonly wide: readonly string[];
  readonly unnamed: readonly string[];
};

export const look = (page: Page): Promise<Look> => page.evaluate(script(contrastMin));
