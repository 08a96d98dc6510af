/**
 * What the local stack supports of the template: resource types, their properties, some only with
 * certain values.
 *
 * `obeyed` properties change what runs here. `harmless` ones do nothing here and would not change what
 * a function sees. Any other property, type or value is refused by name when the stack starts.
 */

import { monitoringTypes } from './supported-monitoring.ts';

export type SupportedType = {
  readonly obeyed: readonly string[];
  readonly harmless: readonly string[];
  /** Properties that are supported with these values only. */
  readonly values?: Readonly<Record<string, readonly unknown[]>>;
};

const table: SupportedType = {
  obeyed: [
    'TableName',
    'AttributeDefinitions',
    'KeySchema',
    'GlobalSecondaryIndexes',
    'LocalSecondaryIndexes',
    'BillingMode',
  ],
  harmless: [
    'ContributorInsightsSpecification',
    'DeletionProtectionEnabled',
    'PointInTimeRecoverySpecification',
    'SSESpecification',
    'TableClass',
    'Tags',
    // DynamoDB deletes expired items up to days late, so readers compare the time themselves.
    'TimeToLiveSpecification',
  ],
  // Provisioned tables throttle, which the embedded DynamoDB does not.
  values: { BillingMode: ['PAY_PER_REQUEST'] },
};

const policy: SupportedType = {
  obeyed: ['PolicyDocument', 'PolicyName', 'ManagedPolicyName', 'Roles'],
  harmless: ['Description'],
};

/** A policy's path is part of its ARN. */
const managedPolicy: SupportedType = {
  obeyed: [...policy.obeyed, 'Path'],
  harmless: policy.harmless,
  values: { Path: ['/'] },
};

export const supportedTypes: Readonly<Record<string, SupportedType>> = {
  'AWS::SQS::Queue': {
    obeyed: [
      'QueueName',
      'FifoQueue',
      'ContentBasedDeduplication',
      'DeduplicationScope',
      'FifoThroughputLimit',
      'DelaySeconds',
      'MaximumMessageSize',
      'MessageRetentionPeriod',
      'ReceiveMessageWaitTimeSeconds',
      'RedriveAllowPolicy',
      'RedrivePolicy',
      'VisibilityTimeout',
    ],
    harmless: ['SqsManagedSseEnabled', 'Tags'],
  },
  'AWS::DynamoDB::Table': table,
  // A global table with the one replica that TableV2 always writes is an ordinary table.
  'AWS::DynamoDB::GlobalTable': { ...table, obeyed: [...table.obeyed, 'Replicas'] },
  'AWS::S3::Bucket': {
    obeyed: ['BucketName'],
    // Nobody but the stack's own callers reaches it, and nothing outlives the process.
    harmless: [
      'BucketEncryption',
      'LifecycleConfiguration',
      'OwnershipControls',
      'PublicAccessBlockConfiguration',
      'Tags',
    ],
  },
  'AWS::SecretsManager::Secret': {
    obeyed: ['Name', 'Description', 'SecretString', 'GenerateSecretString'],
    harmless: ['Tags'],
  },
  // Begun by RotateSecret alone: no process lives for so many days.
  'AWS::SecretsManager::RotationSchedule': {
    obeyed: ['RotationLambdaARN', 'RotationRules', 'RotateImmediatelyOnUpdate', 'SecretId'],
    harmless: [],
    values: { RotateImmediatelyOnUpdate: [false] },
  },
  'AWS::Lambda::Function': {
    obeyed: [
      'Code',
      'Environment',
      'FunctionName',
      'Handler',
      'LoggingConfig',
      'MemorySize',
      'PackageType',
      'ReservedConcurrentExecutions',
      'Role',
      'Runtime',
      'Timeout',
    ],
    harmless: [
      'Architectures',
      'Description',
      'RecursiveLoop',
      'RuntimeManagementConfig',
      'Tags',
      'TracingConfig',
    ],
    values: { PackageType: ['Zip'] },
  },
  'AWS::Lambda::EventInvokeConfig': {
    obeyed: ['FunctionName', 'MaximumRetryAttempts', 'Qualifier'],
    // No event waits here: one that finds no free process is told, and lost.
    harmless: ['MaximumEventAgeInSeconds'],
    values: { MaximumRetryAttempts: [0], Qualifier: ['$LATEST'] },
  },
  'AWS::Lambda::EventSourceMapping': {
    obeyed: [
      'BatchSize',
      'Enabled',
      'EventSourceArn',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'ScalingConfig',
    ],
    harmless: ['LoggingConfig', 'MetricsConfig', 'Tags'],
  },
  'AWS::ApiGatewayV2::Api': {
    obeyed: ['Name', 'ProtocolType'],
    harmless: ['Description', 'DisableExecuteApiEndpoint', 'Tags'],
    values: { ProtocolType: ['HTTP'] },
  },
  'AWS::ApiGatewayV2::Route': {
    obeyed: ['ApiId', 'AuthorizationType', 'RouteKey', 'Target'],
    harmless: ['OperationName'],
    values: { AuthorizationType: ['NONE', 'AWS_IAM'] },
  },
  'AWS::ApiGatewayV2::Integration': {
    obeyed: [
      'ApiId',
      'IntegrationType',
      'IntegrationUri',
      'PayloadFormatVersion',
      'TimeoutInMillis',
    ],
    // A proxy integration always calls Lambda with POST.
    harmless: ['Description', 'IntegrationMethod'],
    values: { IntegrationType: ['AWS_PROXY'], PayloadFormatVersion: ['2.0'] },
  },
  'AWS::ApiGatewayV2::Stage': {
    obeyed: ['ApiId', 'DefaultRouteSettings', 'RouteSettings', 'StageName'],
    harmless: ['AccessLogSettings', 'AutoDeploy', 'Description', 'Tags'],
    values: { StageName: ['$default'] },
  },
  'AWS::Scheduler::Schedule': {
    obeyed: ['FlexibleTimeWindow', 'Name', 'ScheduleExpression', 'State', 'Target'],
    // A rate is the same in every time zone.
    harmless: ['Description', 'ScheduleExpressionTimezone'],
  },
  'AWS::IAM::Role': {
    obeyed: ['RoleName', 'Policies', 'ManagedPolicyArns'],
    // Who may take a role on is not asked here: only the template's functions have credentials.
    harmless: ['AssumeRolePolicyDocument', 'Description', 'MaxSessionDuration', 'Tags'],
  },
  ...monitoringTypes,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::ManagedPolicy': managedPolicy,
};
