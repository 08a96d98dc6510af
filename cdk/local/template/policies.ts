/**
 * Where a template keeps roles and their policies, and what those ask about a request.
 */
import * as z from 'zod';
import type { LocalResource } from '../contracts.ts';

const statementSchema = z.looseObject({
  Effect: z.unknown(),
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

/** How DynamoDB's condition key is compared: keys are, without regard to case. */
export const leadingKeys = 'dynamodb:leadingkeys';

export type Condition = {
  /** For instance `Bool`, as written in the policy. */
  readonly operator: string;
  /** For instance `aws:securetransport`, in lower case. */
  readonly key: string;
  /** As written in the policy. */
  readonly written: string;
  readonly effect: unknown;
};

export const conditionsOf = ({ Statement }: PolicyDocument): readonly Condition[] =>
  Statement.flatMap(({ Condition = {}, Effect: effect }) =>
    Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.keys(keys).map((written) => ({
        ...{ operator, written, effect },
        key: written.toLowerCase(),
      })),
    ),
  );

const scheduleSchema = z.object({ Target: z.object({ RoleArn: z.string() }) });

/** The ARN of the role that a function or a schedule acts with; nothing for other types. */
export const roleOf = ({ type, properties }: LocalResource): string | undefined => {
  if (type === 'AWS::Lambda::Function') return String(properties.Role);
  if (type !== 'AWS::Scheduler::Schedule') return undefined;
  const parsed = scheduleSchema.safeParse(properties);
  return parsed.success ? parsed.data.Target.RoleArn : 'undefined';
};
