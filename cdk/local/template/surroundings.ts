/**
 * The account, region and addresses that a template is resolved against.
 */

export type Surroundings = {
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  /** `http://127.0.0.1:PORT` of the local AWS endpoint, which the queue URLs carry. */
  readonly endpointUrl: string;
};

/** The one account of the local stack; the embedded emulators know no other. */
export const localAccountId = '000000000000';

/** A pseudo parameter's value, `undefined` when the name is none. */
export const pseudoParameter = (name: string, at: Surroundings): unknown =>
  new Map<string, unknown>([
    ['AWS::Region', at.region],
    ['AWS::AccountId', at.accountId],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', at.stackName],
    ['AWS::StackId', stackIdOf(at)],
    ['AWS::NotificationARNs', []],
  ]).get(name);

/** @param resource - what follows the account, for instance `function:NAME`. */
export const arnOf = (at: Surroundings, service: string, resource: string): string =>
  `arn:aws:${service}:${at.region}:${at.accountId}:${resource}`;

export const stackIdOf = (at: Surroundings): string =>
  arnOf(at, 'cloudformation', `stack/${at.stackName}/00000000-0000-4000-8000-000000000000`);
