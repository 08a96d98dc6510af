/**
 * What policies of a template grant, one line for each single permission, in the words that people use.
 */
import type { Template } from 'aws-cdk-lib/assertions';
import { functionsOf, type Part, queuesOf, resourceOf, resourcesOf } from './template-parts.ts';

export type Statement = {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
};

/** IAM takes one or several of almost everything. */
export const listOf = <Value>(value: Value | readonly Value[]): readonly Value[] =>
  Array.isArray(value) ? value : [value as Value];

export const statementsIn = ({ Properties }: Part): readonly Statement[] =>
  Properties.PolicyDocument.Statement;

/** Of the policies that are attached to a role, by the role's logical id. */
export const statementsOfRole = (template: Template, role: string): readonly Statement[] =>
  resourcesOf(template, 'AWS::IAM::Policy')
    .filter(({ Properties }) => Properties.Roles.some((ref: { Ref: string }) => ref.Ref === role))
    .flatMap(statementsIn);

/** `action on resource`, and which condition it is under. */
export const grantedBy = (
  template: Template,
  statements: readonly Statement[],
): readonly string[] => {
  const nameOf = namesIn(template);
  return statements
    .flatMap(({ Action, Resource, Condition }) =>
      listOf(Action).flatMap((action) =>
        listOf(Resource).map((resource) => {
          const condition = Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`;
          return `${action} on ${nameOf(resource)}${condition}`;
        }),
      ),
    )
    .sort();
};

type Reference = {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly string[];
  readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
};

/** What a person calls a resource that a statement refers to. */
export const namesIn = (template: Template): ((resource: unknown) => string) => {
  const { orders, deadLetters } = queuesOf(template);
  const functions = Object.entries(functionsOf(template));
  const names = new Map<string, string>([
    [orders.id, 'orders'],
    [deadLetters.id, 'dead letters'],
    [resourceOf(template, 'AWS::DynamoDB::GlobalTable').id, 'table'],
    [resourceOf(template, 'AWS::S3::Bucket').id, 'reports'],
    [resourceOf(template, 'AWS::ApiGatewayV2::Api').id, 'api'],
    ...functions.map(([service, { id }]) => [id, service] as const),
    ...functions.map(
      ([service, { Properties }]) =>
        [Properties.LoggingConfig.LogGroup.Ref, `logs of ${service}`] as const,
    ),
    ...resourcesOf(template, 'AWS::CloudWatch::Alarm').map(
      ({ id, Properties }) =>
        [
          id,
          `alarm ${String(Properties.AlarmName).replace(/^shopify-wms-bridge-[^-]+-/, '')}`,
        ] as const,
    ),
    ...resourcesOf(template, 'AWS::SecretsManager::Secret').map(
      ({ id, Properties }) => [id, Properties.Description.replace(/ \(.*/, '')] as const,
    ),
  ]);
  const nameOf = (resource: unknown): string => {
    if (typeof resource === 'string') return resource;
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = resource as Reference;
    if (join !== undefined) return join[1].map(nameOf).join(join[0]);
    const id = Ref ?? attribute?.[0] ?? JSON.stringify(resource);
    return names.get(id) ?? `<${id.replace('AWS::', '')}>`;
  };
  return nameOf;
};
