/**
 * CloudFormation's request → the reports are deleted when the stack goes; and CloudFormation is answered.
 */
import type { Context } from 'aws-lambda';
import {
  makeEmptyOnRemoval,
  type RemovalPorts,
} from '../../lib/reconciliation/empty-on-removal.ts';

export const makeHandler = (ports: RemovalPorts) => {
  const empty = makeEmptyOnRemoval(ports);
  return (event: unknown, context: Context): Promise<void> =>
    empty(event, () => context.getRemainingTimeInMillis());
};
