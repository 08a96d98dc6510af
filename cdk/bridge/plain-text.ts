/**
 * Texts that came from elsewhere (a colleague, AWS, the command line), made fit for one line of a
 * terminal: what would move the cursor or end the line is a space.
 */
export const inOneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();

/** JSON on several lines, in which the same characters are escaped. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    // Line ends are JSON's own here: those of a value are escaped already.
    (character) => (character === '\n' ? character : escapeOf(character)),
  );

const escapeOf = (character: string): string =>
  Array.from({ length: character.length }, (_, n) => character.charCodeAt(n))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
