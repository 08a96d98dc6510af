/**
 * What `Ref` and `Fn::GetAtt` give for each type of resource: physical name, ARN, URL.
 */
import { physicalName, stableId, stableUuid } from './physical-names.ts';
import { arnOf, type Surroundings } from './surroundings.ts';

export type Identity = {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
};

export type Named = {
  readonly type: string;
  readonly logicalId: string;
  /** Resolves one property of the resource; `undefined` when the template does not set it. */
  readonly property: (name: string) => unknown;
};

type Identify = (resource: Named, at: Surroundings) => Identity;

/** Every type has an identity, so that a resource that is ignored can still be referred to. */
export const identify: Identify = (resource, at) =>
  (identities[resource.type] ?? identifyOther)(resource, at);

const text = (resource: Named, property: string): string | undefined => {
  const value = resource.property(property);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const nameOf = (resource: Named, at: Surroundings, property: string, lengthMax: number): string =>
  text(resource, property) ?? physicalName(at.stackName, resource.logicalId, lengthMax);

const identifyQueue: Identify = (resource, at) => {
  const ending = String(resource.property('FifoQueue')) === 'true' ? '.fifo' : '';
  const name =
    text(resource, 'QueueName') ?? physicalName(at.stackName, resource.logicalId, 80, ending);
  // The SDK calls the host of the queue's URL, whatever endpoint it was given.
  const ref = `${at.endpointUrl}/${at.accountId}/${name}`;
  return { ref, attributes: { Arn: arnOf(at, 'sqs', name), QueueName: name, QueueUrl: ref } };
};

const identifyTable: Identify = (resource, at) => {
  const ref = nameOf(resource, at, 'TableName', 255);
  const TableId = stableUuid(at.stackName, resource.logicalId);
  return { ref, attributes: { Arn: arnOf(at, 'dynamodb', `table/${ref}`), TableId } };
};

const identifySecret: Identify = (resource, at) => {
  const id = stableId(18, at.stackName, resource.logicalId);
  const name = text(resource, 'Name') ?? `${resource.logicalId}-${id.slice(0, 12)}`;
  const ref = arnOf(at, 'secretsmanager', `secret:${name}-${id.slice(12)}`);
  return { ref, attributes: { Id: ref } };
};

/** A bucket's name is part of host names: lower case, and no more than 63 characters. */
const identifyBucket: Identify = (resource, at) => {
  const ref = nameOf(resource, at, 'BucketName', 63).toLowerCase();
  return { ref, attributes: { Arn: `arn:aws:s3:::${ref}` } };
};

const identifyFunction: Identify = (resource, at) => {
  const ref = nameOf(resource, at, 'FunctionName', 64);
  return { ref, attributes: { Arn: arnOf(at, 'lambda', `function:${ref}`) } };
};

const identifySchedule: Identify = (resource, at) => {
  const ref = nameOf(resource, at, 'Name', 64);
  return { ref, attributes: { Arn: arnOf(at, 'scheduler', `schedule/default/${ref}`) } };
};

const identifyRole: Identify = (resource, at) => {
  const ref = nameOf(resource, at, 'RoleName', 64);
  const RoleId = `AROA${stableId(17, at.stackName, resource.logicalId).toUpperCase()}`;
  return { ref, attributes: { Arn: `arn:aws:iam::${at.accountId}:role/${ref}`, RoleId } };
};

const identifyManagedPolicy: Identify = (resource, at) => {
  const name = nameOf(resource, at, 'ManagedPolicyName', 128);
  const ref = `arn:aws:iam::${at.accountId}:policy/${name}`;
  return { ref, attributes: { PolicyArn: ref } };
};

const identifyApi: Identify = (resource, at) => {
  const ref = stableId(10, at.stackName, resource.logicalId).toLowerCase();
  const ApiEndpoint = `https://${ref}.execute-api.${at.region}.amazonaws.com`;
  return { ref, attributes: { ApiId: ref, ApiEndpoint } };
};

/** @param attribute - the attribute that repeats the id. */
const identifyById =
  (attribute: string): Identify =>
  (resource, at) => {
    const ref = stableId(7, at.stackName, resource.logicalId).toLowerCase();
    return { ref, attributes: { [attribute]: ref } };
  };

const identifyMapping: Identify = (resource, at) => {
  const ref = stableUuid(at.stackName, resource.logicalId);
  return { ref, attributes: { Id: ref } };
};

const identifyLogGroup: Identify = (resource, at) => {
  const ref = nameOf(resource, at, 'LogGroupName', 512);
  return { ref, attributes: { Arn: arnOf(at, 'logs', `log-group:${ref}:*`) } };
};

const identifyTopic: Identify = (resource, at) => {
  const TopicName = nameOf(resource, at, 'TopicName', 256);
  const ref = arnOf(at, 'sns', TopicName);
  return { ref, attributes: { TopicArn: ref, TopicName } };
};

const identifySubscription: Identify = (resource, at) => {
  const id = stableUuid(at.stackName, resource.logicalId);
  return { ref: `${text(resource, 'TopicArn') ?? ''}:${id}`, attributes: {} };
};

const identifyKey: Identify = (resource, at) => {
  const ref = stableUuid(at.stackName, resource.logicalId);
  return { ref, attributes: { KeyId: ref, Arn: arnOf(at, 'kms', `key/${ref}`) } };
};

const identifyAlarm: Identify = (resource, at) => {
  const ref = nameOf(resource, at, 'AlarmName', 255);
  return { ref, attributes: { Arn: arnOf(at, 'cloudwatch', `alarm:${ref}`) } };
};

const identifyStage: Identify = (resource, at) => ({
  ref: nameOf(resource, at, 'StageName', 128),
  attributes: {},
});

const identifyOther: Identify = (resource, at) => ({
  ref: physicalName(at.stackName, resource.logicalId, 128),
  attributes: {},
});

const identities: Readonly<Record<string, Identify>> = {
  'AWS::SQS::Queue': identifyQueue,
  'AWS::DynamoDB::Table': identifyTable,
  'AWS::DynamoDB::GlobalTable': identifyTable,
  'AWS::S3::Bucket': identifyBucket,
  'AWS::SecretsManager::Secret': identifySecret,
  'AWS::Lambda::Function': identifyFunction,
  'AWS::Lambda::EventSourceMapping': identifyMapping,
  'AWS::Scheduler::Schedule': identifySchedule,
  'AWS::IAM::Role': identifyRole,
  'AWS::IAM::ManagedPolicy': identifyManagedPolicy,
  'AWS::ApiGatewayV2::Api': identifyApi,
  'AWS::ApiGatewayV2::Stage': identifyStage,
  'AWS::ApiGatewayV2::Route': identifyById('RouteId'),
  'AWS::ApiGatewayV2::Integration': identifyById('IntegrationId'),
  'AWS::Logs::LogGroup': identifyLogGroup,
  'AWS::SNS::Topic': identifyTopic,
  'AWS::SNS::Subscription': identifySubscription,
  'AWS::KMS::Key': identifyKey,
  'AWS::CloudWatch::Alarm': identifyAlarm,
  'AWS::CloudWatch::CompositeAlarm': identifyAlarm,
};
