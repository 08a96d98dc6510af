/** One request to Shopify's Admin API, read: which document it sends, and what it is about. */
import { parseJson } from '../../../cdk/local/wms/orders-endpoint.ts';
import type { HttpRequest } from '../../../lib/adapters/http-request.ts';
import type { Environment } from '../contracts.ts';
import { type Asked, orderIdIn } from './admin-documents.ts';

export type AdminCall = Asked & {
  readonly environment: Environment;
  readonly request: HttpRequest;
  /** An order's id, or `shop`: a stable name for its faults. */
  readonly subject: string;
};

type Body = { readonly query?: string; readonly variables?: Asked['variables'] };

export const readAdminCall = (environment: Environment, request: HttpRequest): AdminCall => {
  if (request.url.endsWith('/oauth/access_token')) {
    return { environment, request, name: 'token', variables: {}, subject: 'shop' };
  }
  const { query = '', variables = {} } = (parseJson(request.body) ?? {}) as Body;
  const name = /^\s*(?:query|mutation) (\w+)/.exec(query)?.[1] ?? 'none';
  return { environment, request, name, variables, subject: orderIdIn(variables['id']) || 'shop' };
};
