/** Property values as the AWS APIs take them: texts, whatever the template writes. */
export const asText = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
