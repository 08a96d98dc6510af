/**
 * Who calls: each function of the template has credentials that act with the policies of its role.
 *
 * Any other access key is the operator's, who may do everything.
 */
import { randomBytes } from 'node:crypto';
import type { Credentials, LocalResource, LocalTemplate } from '../contracts.ts';
import { type PolicyDocument, policyDocumentsOf } from '../template/policies.ts';

export type Caller = {
  /** The function's logical id. */
  readonly logicalId: string;
  readonly roleArn: string;
  /** How AWS names the function's session in an error. */
  readonly sessionArn: string;
  readonly policies: readonly PolicyDocument[];
};

export type Callers = {
  /** `undefined` is the operator. */
  readonly callerOf: (accessKeyId: string) => Caller | undefined;
  /** @throws Error for a name that is no function of the template. */
  readonly credentialsOf: (functionLogicalId: string) => Credentials;
};

export const makeCallers = (template: LocalTemplate): Callers => {
  const functions = [...template.resources.values()]
    .filter((resource) => resource.type === 'AWS::Lambda::Function')
    .map((resource) => ({
      caller: callerFor(resource, template),
      credentials: makeCredentials(),
    }));
  const byKey = new Map(
    functions.map(({ caller, credentials }) => [credentials.accessKeyId, caller]),
  );
  const byFunction = new Map(
    functions.map(({ caller, credentials }) => [caller.logicalId, credentials]),
  );
  return {
    callerOf: (accessKeyId) => byKey.get(accessKeyId),
    credentialsOf: (functionLogicalId) => {
      const credentials = byFunction.get(functionLogicalId);
      if (credentials === undefined) throw new Error(`${functionLogicalId} is no function`);
      return credentials;
    },
  };
};

const makeCredentials = (): Credentials => ({
  accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(20).toString('hex'),
  sessionToken: randomBytes(20).toString('hex'),
});

const callerFor = (resource: LocalResource, { resources }: LocalTemplate): Caller => {
  const roleArn = String(resource.properties.Role);
  const role = [...resources.values()].find(({ attributes }) => attributes.Arn === roleArn);
  const attached = [...resources.values()].filter(
    (policy) => role !== undefined && isAttached(policy, role),
  );
  return {
    logicalId: resource.logicalId,
    roleArn,
    sessionArn: `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${resource.ref}`,
    policies: [...(role ? [role] : []), ...attached].flatMap(policyDocumentsOf),
  };
};

/** A policy names its roles, or a role names its managed policies. */
const isAttached = (policy: LocalResource, role: LocalResource): boolean =>
  policy !== role &&
  (holds(policy.properties.Roles, role.ref) ||
    holds(role.properties.ManagedPolicyArns, policy.ref));

const holds = (list: unknown, value: string): boolean =>
  Array.isArray(list) && list.includes(value);
