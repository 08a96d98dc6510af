/**
 * Finds the parts of a synthesized template by what they are, never by their logical id.
 */
import type { Template } from 'aws-cdk-lib/assertions';

type Found = ReturnType<Template['findResources']>[string];
export type Part = Found & { readonly id: string };

export const resourcesOf = (template: Template, type: string): readonly Part[] =>
  Object.entries(template.findResources(type)).map(([id, resource]) => ({ ...resource, id }));

/** The only resource of its type. */
export const resourceOf = (template: Template, type: string): Part => {
  const [only, ...others] = resourcesOf(template, type);
  if (!only || others.length > 0)
    throw new Error(`${type}: found ${others.length + (only ? 1 : 0)}`);
  return only;
};

export const queuesOf = (template: Template): { orders: Part; deadLetters: Part } => {
  const queues = resourcesOf(template, 'AWS::SQS::Queue');
  const orders = queues.find(({ Properties }) => Properties.RedrivePolicy);
  const deadLetters = queues.find(({ Properties }) => !Properties.RedrivePolicy);
  if (!orders || !deadLetters) throw new Error('the template lacks one of the two queues');
  return { orders, deadLetters };
};

/** The functions by the service in their logs, which is also their folder's name. */
export const functionsOf = (template: Template): Readonly<Record<string, Part>> =>
  Object.fromEntries(
    resourcesOf(template, 'AWS::Lambda::Function').map((resource) => [
      resource.Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME,
      resource,
    ]),
  );

export const variablesOf = (template: Template, service: string): Record<string, unknown> =>
  functionsOf(template)[service]?.Properties.Environment.Variables;
