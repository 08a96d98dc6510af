/**
 * What the app may see, and how Shopify says that it may not.
 */
import { GraphQLError } from 'graphql';

/** The scopes that the app has been granted. */
export type Granted = ReadonlySet<string>;

export const accessDenied = (field: string, scope: string): GraphQLError =>
  new GraphQLError(
    `Access denied for ${field} field. Required access: \`${scope}\` access scope.`,
    {
      extensions: {
        code: 'ACCESS_DENIED',
        documentation: 'https://shopify.dev/api/usage/access-scopes',
        requiredAccess: `\`${scope}\` access scope.`,
      },
    },
  );

/** @throws ACCESS_DENIED, unless the app may read or write it. */
export const denyWithout = (granted: Granted, scope: string, field: string): void => {
  if (granted.has(scope) || granted.has(scope.replace(/^read_/, 'write_'))) return;
  throw accessDenied(field, scope);
};
