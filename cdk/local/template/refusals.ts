/**
 * What of a resolved template the local stack cannot run as it would be deployed, each by name.
 *
 * Silence would make the local run differ from the deployed one, so every fault ends the start.
 */
import type { LocalResource } from '../contracts.ts';
import { parseSecretReference } from './dynamic-reference.ts';
import {
  type Condition,
  conditionsOf,
  leadingKeys,
  policyDocumentsOf,
  roleOf,
} from './policies.ts';
import { supportedTypes } from './supported-types.ts';

/**
 * The condition keys of policies for which the local stack knows a request's value, and the operators
 * whose meaning it knows for them.
 */
const supportedConditions: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws:securetransport', ['bool', 'boolifexists']],
  [leadingKeys, ['forallvalues:stringequals', 'forallvalues:stringlike']],
]);

/** Managed policies of AWS that grant nothing the local endpoint serves. */
const awsManagedPolicies: ReadonlySet<string> = new Set([
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
]);

/** `LogicalId (Type)`, as every message names a resource. */
export const label = (logicalId: string, type: string): string => `${logicalId} (${type})`;

/** The faults of all resources, each one sentence. */
export const refusalsOf = (resources: ReadonlyMap<string, LocalResource>): readonly string[] =>
  [...resources.values()].flatMap((resource) =>
    [
      ...propertyRefusals(resource),
      ...referenceRefusals(resource),
      ...replicaRefusals(resource),
      ...conditionRefusals(resource),
      ...managedPolicyRefusals(resource, resources),
      ...roleRefusals(resource, resources),
    ].map((fault) => `${label(resource.logicalId, resource.type)}: ${fault}`),
  );

const unsupported = 'is not supported by the local stack';

const propertyRefusals = ({ type, properties }: LocalResource): readonly string[] => {
  const supported = supportedTypes[type];
  if (supported === undefined) return [`type ${unsupported}`];
  const known = [...supported.obeyed, ...supported.harmless];
  return Object.entries(properties).flatMap(([property, value]) => {
    if (!known.includes(property)) return [`property ${property} ${unsupported}`];
    const values = supported.values?.[property];
    return values === undefined || values.includes(value)
      ? []
      : [`property ${property} ${JSON.stringify(value)} ${unsupported}`];
  });
};

/** A dynamic reference is filled in by a deploy; here it would stay as it is written, but for one place. */
const referenceRefusals = ({ type, properties }: LocalResource): readonly string[] =>
  Object.entries(properties)
    .filter(([, value]) => JSON.stringify(value)?.includes('{{resolve:'))
    .filter(([property, value]) => !isResolved(type, property, value))
    .map(([property]) => `dynamic reference in property ${property} ${unsupported}`);

const isResolved = (type: string, property: string, value: unknown): boolean =>
  type === 'AWS::SNS::Subscription' &&
  property === 'Endpoint' &&
  parseSecretReference(String(value)) !== undefined;

const replicaRefusals = ({ properties: { Replicas } }: LocalResource): readonly string[] =>
  Array.isArray(Replicas) && Replicas.length > 1
    ? [`property Replicas with ${Replicas.length} regions ${unsupported}`]
    : [];

const conditionRefusals = (resource: LocalResource): readonly string[] => {
  const documents = policyDocumentsOf(resource);
  // What stands for something that only AWS knows of a request would never match here.
  const variables = documents.some((document) => JSON.stringify(document).includes('${'));
  return [
    ...new Set(documents.flatMap(conditionsOf).flatMap(conditionRefusal)),
    ...(variables ? [`policy variable ${unsupported}`] : []),
  ];
};

const conditionRefusal = ({ operator, key, written, effect }: Condition): readonly string[] => {
  const operators = supportedConditions.get(key);
  if (operators === undefined) return [`condition key ${written} ${unsupported}`];
  if (!operators.includes(operator.toLowerCase()))
    return [`condition operator ${operator} of ${written} ${unsupported}`];
  // What a query asks for is not known here, so that a denial would miss it.
  return key === leadingKeys && effect === 'Deny'
    ? [`condition key ${written} of a Deny ${unsupported}`]
    : [];
};

const managedPolicyRefusals = (
  { properties: { ManagedPolicyArns } }: LocalResource,
  resources: ReadonlyMap<string, LocalResource>,
): readonly string[] => {
  const own = [...resources.values()]
    .filter((resource) => resource.type === 'AWS::IAM::ManagedPolicy')
    .map((resource) => resource.ref);
  const arns: readonly unknown[] = Array.isArray(ManagedPolicyArns) ? ManagedPolicyArns : [];
  return arns
    .map(String)
    .filter((arn) => !own.includes(arn) && !awsManagedPolicies.has(arn))
    .map((arn) => `managed policy ${arn} ${unsupported}`);
};

/** A role from elsewhere has policies that nobody here can read. */
const roleRefusals = (
  resource: LocalResource,
  resources: ReadonlyMap<string, LocalResource>,
): readonly string[] => {
  const role = roleOf(resource);
  if (role === undefined) return [];
  const isOwn = [...resources.values()].some(
    ({ type, attributes }) => type === 'AWS::IAM::Role' && attributes.Arn === role,
  );
  return isOwn ? [] : [`role ${role} from outside the template ${unsupported}`];
};
