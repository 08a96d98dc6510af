/**
 * Text to HTML: everything that is filled into a template is escaped, except HTML itself.
 */

/** HTML that is safe to put into a page. */
export type Html = { readonly html: string };

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

type Filling = Html | readonly Html[] | string | number | null;

const isList = (filling: Filling): filling is readonly Html[] => Array.isArray(filling);

const fill = (filling: Filling): string => {
  if (filling === null) return '';
  if (isList(filling)) return filling.map((each) => each.html).join('');
  return typeof filling === 'object' ? filling.html : escapeHtml(String(filling));
};

/** A template of HTML. Attributes must stand in double quotes. */
export const html = (template: TemplateStringsArray, ...fillings: readonly Filling[]): Html => ({
  html: String.raw({ raw: template }, ...fillings.map(fill)),
});
