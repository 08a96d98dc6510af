/**
 * Who calls: each function and each schedule of the template has credentials that act with the policies
 * of its role, and each managed policy has those of a person with that policy and no other.
 *
 * Any other access key is the operator's, who may do everything.
 */
import { randomBytes } from 'node:crypto';
import type { Credentials, Identity, LocalResource, LocalTemplate } from '../contracts.ts';
import { stableId } from '../template/physical-names.ts';
import {
  conditionsOf,
  leadingKeys,
  type PolicyDocument,
  policyDocumentsOf,
  roleOf,
} from '../template/policies.ts';
import { localAccountId } from '../template/surroundings.ts';

export type Caller = Identity & {
  /** Of the function, the schedule or the managed policy. */
  readonly logicalId: string;
  readonly policies: readonly PolicyDocument[];
  /** Whether the policies look at the keys of a table's items. */
  readonly asksForKeys: boolean;
};

export type Callers = {
  /** `undefined` is the operator. */
  readonly callerOf: (accessKeyId: string) => Caller | undefined;
  /**
   * @param logicalId - of a function, a schedule or a managed policy.
   * @throws Error for any other.
   */
  readonly credentialsOf: (logicalId: string) => Credentials;
};

export const makeCallers = (template: LocalTemplate): Callers => {
  const known = callersOf(template).map((caller) => ({ caller, credentials: makeCredentials() }));
  const byKey = new Map(known.map(({ caller, credentials }) => [credentials.accessKeyId, caller]));
  const byId = new Map(known.map(({ caller, credentials }) => [caller.logicalId, credentials]));
  return {
    callerOf: (accessKeyId) => byKey.get(accessKeyId),
    credentialsOf: (logicalId) => {
      const credentials = byId.get(logicalId);
      if (credentials === undefined)
        throw new Error(`${logicalId} is no function, schedule or managed policy`);
      return credentials;
    },
  };
};

/** Everything in a template that has rights of its own. */
export const callersOf = (template: LocalTemplate): readonly Caller[] =>
  [...template.resources.values()].flatMap((resource) => callerFor(resource, template) ?? []);

const makeCredentials = (): Credentials => ({
  accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(20).toString('hex'),
  sessionToken: randomBytes(20).toString('hex'),
});

const userNamed = (name: string): Identity => ({
  arn: `arn:aws:iam::${localAccountId}:user/${name}`,
  userId: `AIDA${stableId(17, name).toUpperCase()}`,
});

/** Whoever has none of the known access keys. */
export const operator: Identity = userNamed('operator');

const callerFor = (resource: LocalResource, template: LocalTemplate): Caller | undefined => {
  const { type, logicalId } = resource;
  if (type === 'AWS::IAM::ManagedPolicy')
    return {
      logicalId,
      ...userNamed(nameOfPerson(resource, template)),
      ...having(policyDocumentsOf(resource)),
    };
  const roleArn = roleOf(resource);
  return roleArn === undefined ? undefined : callerWithRole(resource, roleArn, template);
};

/** After the output that gives the policy, for instance `OnCall`; else after the policy. */
const nameOfPerson = ({ logicalId, ref }: LocalResource, { outputs }: LocalTemplate): string => {
  const output = Object.keys(outputs).find((name) => outputs[name] === ref);
  return output?.replace(/PolicyArn$/, '') ?? logicalId;
};

const having = (policies: readonly PolicyDocument[]): Pick<Caller, 'policies' | 'asksForKeys'> => {
  const asked = policies.flatMap(conditionsOf);
  return { policies, asksForKeys: asked.some(({ key }) => key === leadingKeys) };
};

const callerWithRole = (
  { logicalId, ref }: LocalResource,
  roleArn: string,
  { resources }: LocalTemplate,
): Caller => {
  const role = [...resources.values()].find(({ attributes }) => attributes.Arn === roleArn);
  const attached = [...resources.values()].filter(
    (policy) => role !== undefined && isAttached(policy, role),
  );
  return {
    logicalId,
    arn: `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${ref}`,
    userId: `${role?.attributes.RoleId}:${ref}`,
    ...having([...(role ? [role] : []), ...attached].flatMap(policyDocumentsOf)),
  };
};

/** A policy names its roles, or a role names its managed policies. */
const isAttached = (policy: LocalResource, role: LocalResource): boolean =>
  policy !== role &&
  (holds(policy.properties.Roles, role.ref) ||
    holds(role.properties.ManagedPolicyArns, policy.ref));

const holds = (list: unknown, value: string): boolean =>
  Array.isArray(list) && list.includes(value);
