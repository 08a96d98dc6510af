/**
 * The widget's HTML as a browser would understand it: its elements without their texts, and its buttons,
 * each an element with the `cwdb-action` right after it.
 */
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parseFragment } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const childrenOf = (node: Node): readonly Node[] => ('childNodes' in node ? node.childNodes : []);

const elementsIn = (node: Node): readonly Element[] =>
  childrenOf(node).flatMap((child) => [
    ...(defaultTreeAdapter.isElementNode(child) ? [child] : []),
    ...elementsIn(child),
  ]);

const textIn = (node: Node): string =>
  defaultTreeAdapter.isTextNode(node) ? node.value : childrenOf(node).map(textIn).join('');

const attributeOf = ({ attrs }: Element, name: string): string | undefined =>
  attrs.find((one) => one.name === name)?.value;

/** What a reader sees, in one line. */
export const textOf = (html: string): string =>
  textIn(parseFragment(withoutActions(html)))
    .replace(/\s+/g, ' ')
    .trim();

const withoutActions = (html: string): string =>
  html
    .replace(/<cwdb-action[^>]*>[^<]*<\/cwdb-action>/g, '')
    .replace(/<\/(td|th|tr|p|li|h3)>/g, ' $&');

/** Every element with the names of its attributes, nested as it stands; no text and no value. */
export const skeletonOf = (html: string): string => {
  const draw = (node: Node): string =>
    childrenOf(node)
      .flatMap((child) =>
        defaultTreeAdapter.isElementNode(child)
          ? [`${child.tagName}[${child.attrs.map(({ name }) => name).join(' ')}](${draw(child)})`]
          : [],
      )
      .join('');
  return draw(parseFragment(html));
};

export type SeenButton = {
  readonly label: string;
  readonly endpoint: string;
  readonly display: string;
  readonly confirmation?: string;
  readonly request: unknown;
};

export const buttonsOf = (html: string): readonly SeenButton[] => {
  const elements = elementsIn(parseFragment(html));
  return elements.flatMap((element, place) => {
    if (element.tagName !== 'cwdb-action') return [];
    const before = elements[place - 1];
    const confirmation = attributeOf(element, 'confirmation');
    return {
      label: before === undefined ? '' : textIn(before),
      endpoint: attributeOf(element, 'endpoint') ?? '',
      display: attributeOf(element, 'display') ?? '',
      ...(confirmation === undefined ? {} : { confirmation }),
      request: JSON.parse(textIn(element)) as unknown,
    };
  });
};

/** The cells of the table's rows, each as a browser has its text. */
export const cellsOf = (html: string): readonly string[] =>
  elementsIn(parseFragment(html))
    .filter(({ tagName }) => tagName === 'td' || tagName === 'th')
    .map((cell) => textIn(cell));
