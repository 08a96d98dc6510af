/**
 * What monitoring asks of the running stack over its AWS API, as the operator: what queues hold, and what a
 * subscription's endpoint stands for.
 */
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalAwsEndpoint } from '../aws/endpoint.ts';
import type { LocalResource } from '../contracts.ts';
import { operatorCredentials as credentials } from '../operator-credentials.ts';
import { resourcesOf } from '../read-properties.ts';
import { parseSecretReference } from '../template/dynamic-reference.ts';
import type { QueueReading } from './metrics/aws-metrics.ts';
import type { Subscription } from './notices/subscriptions.ts';

type Endpoint = Pick<LocalAwsEndpoint, 'url' | 'template' | 'queueAges'>;

export type AskStack = {
  /** Queues that cannot be asked are left out. */
  readonly readQueues: () => Promise<readonly QueueReading[]>;
  readonly resolveEndpoint: (endpoint: string) => Promise<string | undefined>;
  readonly close: () => void;
};

const attributeNames = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

export const makeAskStack = ({ url, template, queueAges }: Endpoint, region: string): AskStack => {
  const settings = { endpoint: url, region, credentials, maxAttempts: 1 };
  const sqs = new SQSClient(settings);
  const secrets = new SecretsManagerClient(settings);
  const queues = resourcesOf(template.resources, 'AWS::SQS::Queue');
  const read = async ({ ref, attributes }: LocalResource): Promise<readonly QueueReading[]> => {
    const command = new GetQueueAttributesCommand({
      QueueUrl: ref,
      AttributeNames: [...attributeNames],
    });
    const { Attributes } = await sqs.send(command).catch(() => ({ Attributes: undefined }));
    if (Attributes === undefined) return [];
    const [visible = 0, notVisible = 0, delayed = 0] = attributeNames.map((name) =>
      Number(Attributes[name] ?? 0),
    );
    const queueName = String(attributes.QueueName);
    if (visible + notVisible + delayed === 0) queueAges.forget(queueName);
    const oldestSeconds = queueAges.oldestSeconds(queueName, Date.now());
    return [{ queueName, visible, notVisible, delayed, oldestSeconds }];
  };
  return {
    readQueues: async () => (await Promise.all(queues.map(read))).flat(),
    resolveEndpoint: (endpoint) => resolveEndpoint(secrets, endpoint),
    close: () => {
      sqs.destroy();
      secrets.destroy();
    },
  };
};

const resolveEndpoint = async (
  secrets: SecretsManagerClient,
  endpoint: string,
): Promise<string | undefined> => {
  const reference = parseSecretReference(endpoint);
  if (reference === undefined) return endpoint;
  const { secretId: SecretId, jsonKey } = reference;
  const text = await secrets
    .send(new GetSecretValueCommand({ SecretId }))
    .then(({ SecretString }) => SecretString)
    .catch(() => undefined);
  return jsonKey === undefined ? text : valueIn(text, jsonKey);
};

const valueIn = (text: string | undefined, key: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? '{}')?.[key];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Sets the secrets that HTTPS subscriptions name. One that is not the template's stays unset: nobody is paged then, and that is told.
 */
export const setPagerSecrets = async (
  subscriptions: readonly Subscription[],
  integrationUrl: string,
  { url, region }: { readonly url: string; readonly region: string },
): Promise<void> => {
  const secrets = new SecretsManagerClient({ endpoint: url, region, credentials, maxAttempts: 1 });
  const references = subscriptions.flatMap(({ protocol, endpoint }) =>
    protocol === 'https' ? (parseSecretReference(endpoint) ?? []) : [],
  );
  for (const { secretId: SecretId, jsonKey } of references) {
    const SecretString =
      jsonKey === undefined ? integrationUrl : JSON.stringify({ [jsonKey]: integrationUrl });
    await secrets
      .send(new PutSecretValueCommand({ SecretId, SecretString }))
      .catch(() => undefined);
  }
  secrets.destroy();
};
