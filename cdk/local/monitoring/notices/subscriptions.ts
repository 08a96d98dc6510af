/**
 * The topics of a template and who is subscribed to them.
 */
import * as z from 'zod';
import type { LocalTemplate } from '../../contracts.ts';
import { readProperties, resourcesOf } from '../../read-properties.ts';

export type Subscription = {
  readonly topicArn: string;
  readonly protocol: 'https' | 'email';
  /** As the template has it, perhaps a dynamic reference. */
  readonly endpoint: string;
  readonly arn: string;
};

const schema = z.object({
  TopicArn: z.string(),
  Protocol: z.enum(['https', 'email']),
  Endpoint: z.string().min(1),
});

/** @throws a refusal naming a subscription that the local stack cannot deliver to. */
export const readSubscriptions = ({
  resources,
}: Pick<LocalTemplate, 'resources'>): readonly Subscription[] =>
  resourcesOf(resources, 'AWS::SNS::Subscription').map((resource) => {
    const { TopicArn, Protocol, Endpoint } = readProperties(resource, schema);
    return { topicArn: TopicArn, protocol: Protocol, endpoint: Endpoint, arn: resource.ref };
  });

export const readTopicArns = ({ resources }: Pick<LocalTemplate, 'resources'>): readonly string[] =>
  resourcesOf(resources, 'AWS::SNS::Topic').map(({ ref }) => ref);
