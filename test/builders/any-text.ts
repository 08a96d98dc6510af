/** Texts of any characters, for properties. */
import fc from 'fast-check';

/** Any UTF-16 code units, so lone surrogates too. fast-check's own `binary` takes a second to begin. */
const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

export const anyText = (maxLength = 20) => fc.string({ unit: codeUnit, maxLength });
