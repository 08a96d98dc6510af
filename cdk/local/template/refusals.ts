/**
 * What of a resolved template the local stack cannot run as it would be deployed, each by name.
 *
 * Silence would make the local run differ from the deployed one, so every fault ends the start.
 */
import type { LocalResource } from '../contracts.ts';
import { conditionKeysOf, conditionOperatorsOf, policyDocumentsOf } from './policies.ts';
import { supportedTypes } from './supported-types.ts';

/** The condition keys of role policies for which the local stack knows a request's value. */
export const supportedConditionKeys: ReadonlySet<string> = new Set(['aws:securetransport']);

/** Operators that mean the same of a key that every request has. */
export const supportedOperators: ReadonlySet<string> = new Set(['bool', 'boolifexists']);

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

/** A dynamic reference is filled in by a deploy; here it would stay as it is written. */
const referenceRefusals = ({ properties }: LocalResource): readonly string[] =>
  Object.entries(properties)
    .filter(([, value]) => JSON.stringify(value)?.includes('{{resolve:'))
    .map(([property]) => `dynamic reference in property ${property} ${unsupported}`);

const replicaRefusals = ({ properties: { Replicas } }: LocalResource): readonly string[] =>
  Array.isArray(Replicas) && Replicas.length > 1
    ? [`property Replicas with ${Replicas.length} regions ${unsupported}`]
    : [];

const conditionRefusals = (resource: LocalResource): readonly string[] => {
  const documents = policyDocumentsOf(resource);
  const keys = new Set(documents.flatMap(conditionKeysOf));
  const operators = new Set(documents.flatMap(conditionOperatorsOf));
  // What stands for something that only AWS knows of a request would never match here.
  const variables = documents.some((document) => JSON.stringify(document).includes('${'));
  return [
    ...[...keys]
      .filter((key) => !supportedConditionKeys.has(key.toLowerCase()))
      .map((key) => `condition key ${key} ${unsupported}`),
    ...(keys.size > 0 && [...keys].every((key) => supportedConditionKeys.has(key.toLowerCase()))
      ? [...operators]
          .filter((operator) => !supportedOperators.has(operator.toLowerCase()))
          .map((operator) => `condition operator ${operator} ${unsupported}`)
      : []),
    ...(variables ? [`policy variable ${unsupported}`] : []),
  ];
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
  { type, properties: { Role } }: LocalResource,
  resources: ReadonlyMap<string, LocalResource>,
): readonly string[] => {
  if (type !== 'AWS::Lambda::Function') return [];
  const isOwn = [...resources.values()].some(
    (resource) => resource.type === 'AWS::IAM::Role' && resource.attributes.Arn === Role,
  );
  return isOwn ? [] : [`role ${String(Role)} from outside the template ${unsupported}`];
};
