/**
 * Where a template keeps the policies of its roles, and what they ask about a request.
 */
import * as z from 'zod';
import type { LocalResource } from '../contracts.ts';

const statementSchema = z.looseObject({
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const documentSchema = z.looseObject({
  Statement: z.union([statementSchema.transform((one) => [one]), z.array(statementSchema)]),
});
export type PolicyDocument = z.output<typeof documentSchema>;

const resourceSchema = z.object({
  PolicyDocument: documentSchema.optional(),
  Policies: z.array(z.object({ PolicyDocument: documentSchema })).default([]),
});

const policyTypes: ReadonlySet<string> = new Set([
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
]);

/** The policy documents that a role, policy or managed policy holds itself; none of other types. */
export const policyDocumentsOf = ({
  type,
  properties,
}: LocalResource): readonly PolicyDocument[] => {
  if (!policyTypes.has(type)) return [];
  const { PolicyDocument, Policies } = resourceSchema.parse(properties);
  const inline = Policies.map((policy) => policy.PolicyDocument);
  return PolicyDocument === undefined ? inline : [PolicyDocument, ...inline];
};

/** For instance `aws:SecureTransport`, as written in the policy. */
export const conditionKeysOf = ({ Statement }: PolicyDocument): readonly string[] =>
  Statement.flatMap(({ Condition }) => Object.values(Condition ?? {}).flatMap(Object.keys));

/** For instance `Bool`, as written in the policy. */
export const conditionOperatorsOf = ({ Statement }: PolicyDocument): readonly string[] =>
  Statement.flatMap(({ Condition }) => Object.keys(Condition ?? {}));
