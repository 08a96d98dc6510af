/**
 * How each service tells a caller that it may not do that.
 */
import type { Denial } from '../contracts.ts';
import type { Service } from './call.ts';
import type { Caller } from './callers.ts';
import { type Reply, refuse } from './reply.ts';

const shapes: Readonly<Record<Service, { readonly status: number; readonly code: string }>> = {
  sqs: { status: 403, code: 'AccessDenied' },
  dynamodb: { status: 400, code: 'AccessDeniedException' },
  secretsmanager: { status: 400, code: 'AccessDeniedException' },
  lambda: { status: 403, code: 'AccessDeniedException' },
  logs: { status: 400, code: 'AccessDeniedException' },
  s3: { status: 403, code: 'AccessDenied' },
  cloudformation: { status: 403, code: 'AccessDenied' },
  cloudwatch: { status: 403, code: 'AccessDenied' },
  sns: { status: 403, code: 'AuthorizationError' },
  sts: { status: 403, code: 'AccessDenied' },
};

export const denialReply = (service: Service, caller: Caller, denial: Denial): Reply => {
  const { action, resource, reason } = denial;
  const why =
    reason === 'explicitly denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  const message = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
  return refuse(service, { ...shapes[service], message });
};
