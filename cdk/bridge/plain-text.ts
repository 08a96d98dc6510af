/**
 * Texts that came from elsewhere (a colleague, AWS, the command line), made fit for one line of a
 * terminal: what would move the cursor or end the line is a space.
 */
export const inOneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
