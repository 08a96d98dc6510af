import { afterEach, describe, expect, it } from 'vitest';
import { loadTemplate } from '../../cdk/local/template/load-template.ts';
import {
  deliverStatements,
  functionWith,
  type Resources,
  resourcesWith,
  writeAssembly,
} from './aws-fixture.ts';

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

const faultsOf = async (resources: Resources, sections: object = {}) => {
  const { folder, remove } = writeAssembly({
    Resources: { ...resourcesWith(), ...resources },
    ...sections,
  });
  removals.push(remove);
  const endpointUrl = 'http://127.0.0.1:4566';
  const loaded = await loadTemplate({ assemblyDir: folder, endpointUrl, region: 'us-east-1' });
  return loaded.kind === 'refused' ? loaded.faults : [];
};

describe('what the local stack does not support', () => {
  it('is refused by name, all of it at once', async () => {
    const faults = await faultsOf({
      Orders: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, KmsMasterKeyId: 'key' } },
      State: {
        Type: 'AWS::DynamoDB::Table',
        Properties: { StreamSpecification: {}, BillingMode: 'PROVISIONED' },
      },
      Feed: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FilterCriteria: {}, BatchSize: 4 },
      },
      Events: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: { MaximumRetryAttempts: 2, DestinationConfig: {} },
      },
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' } },
      Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { AuthorizationType: 'JWT' } },
      Stream: { Type: 'AWS::Kinesis::Stream' },
    });

    expect(faults).toEqual([
      'Orders (AWS::SQS::Queue): property KmsMasterKeyId is not supported by the local stack',
      'State (AWS::DynamoDB::Table): property StreamSpecification is not supported by the local stack',
      'State (AWS::DynamoDB::Table): property BillingMode "PROVISIONED" is not supported by the local stack',
      'Feed (AWS::Lambda::EventSourceMapping): property FilterCriteria is not supported by the local stack',
      'Events (AWS::Lambda::EventInvokeConfig): property MaximumRetryAttempts 2 is not supported by the local stack',
      'Events (AWS::Lambda::EventInvokeConfig): property DestinationConfig is not supported by the local stack',
      'Api (AWS::ApiGatewayV2::Api): property ProtocolType "WEBSOCKET" is not supported by the local stack',
      'Route (AWS::ApiGatewayV2::Route): property AuthorizationType "JWT" is not supported by the local stack',
      'Stream (AWS::Kinesis::Stream): type is not supported by the local stack',
    ]);
  });

  it('includes a reference to nothing and a function nobody knows', async () => {
    const variables = {
      GONE: { Ref: 'Gone' },
      IMPORT: { 'Fn::ImportValue': 'export' },
      ATTRIBUTE: { 'Fn::GetAtt': ['State', 'StreamArn'] },
      LOOKED_UP: '{{resolve:ssm:/name}}',
    };

    expect(await faultsOf({ Deliver: functionWith(variables) })).toEqual([
      'Deliver (AWS::Lambda::Function): Ref Gone refers to nothing in the template',
      'Deliver (AWS::Lambda::Function): Fn::ImportValue is not supported by the local stack',
      'Deliver (AWS::Lambda::Function): Fn::GetAtt State.StreamArn is not supported by the local stack',
      'Deliver (AWS::Lambda::Function): dynamic reference in property Environment is not supported by the local stack',
    ]);
  });

  it.each([
    [{ StringEquals: { 'aws:SourceVpc': 'v' } }, 'condition key aws:SourceVpc'],
    [{ Null: { 'aws:SecureTransport': 'true' } }, 'condition operator Null of aws:SecureTransport'],
    [
      { StringLike: { 'dynamodb:LeadingKeys': 'order#1' } },
      'condition operator StringLike of dynamodb:LeadingKeys',
    ],
  ])('includes a condition that it does not know: %j', async (Condition, fault) => {
    const resources = resourcesWith([{ ...deliverStatements.table, Condition }]);

    expect(await faultsOf(resources)).toEqual([
      `DeliverPolicy (AWS::IAM::Policy): ${fault} is not supported by the local stack`,
    ]);
  });

  it('includes a denial by keys that a query does not say', async () => {
    const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['order#*'] } };
    const statement = { ...deliverStatements.table, Condition };

    expect(await faultsOf(resourcesWith([statement]))).toEqual([]);
    expect(await faultsOf(resourcesWith([{ ...statement, Effect: 'Deny' }]))).toEqual([
      'DeliverPolicy (AWS::IAM::Policy): condition key dynamodb:LeadingKeys of a Deny is not supported by the local stack',
    ]);
  });

  it('includes policies and roles that the template does not hold', async () => {
    const foreign = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    const faults = await faultsOf({
      DeliverRole: {
        Type: 'AWS::IAM::Role',
        Properties: { ManagedPolicyArns: [foreign, basic] },
      },
      Other: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Key: 'nowhere.zip' },
          Role: 'arn:aws:iam::123456789012:role/elsewhere',
        },
      },
    });

    expect(faults).toEqual([
      'Other (AWS::Lambda::Function): property Code names no folder of the assembly',
      'DeliverRole (AWS::IAM::Role): managed policy arn:aws:iam::aws:policy/AdministratorAccess is not supported by the local stack',
      'Other (AWS::Lambda::Function): role arn:aws:iam::123456789012:role/elsewhere from outside the template is not supported by the local stack',
    ]);
  });

  it('includes of alarms, topics and subscriptions what is not played', async () => {
    const faults = await faultsOf({
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { ThresholdMetricId: 'band' } },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { FifoTopic: true } },
      Phone: {
        Type: 'AWS::SNS::Subscription',
        Properties: { Protocol: 'sms', FilterPolicy: {}, Endpoint: '{{resolve:ssm:/phone}}' },
      },
    });

    expect(faults).toEqual([
      'Alarm (AWS::CloudWatch::Alarm): property ThresholdMetricId is not supported by the local stack',
      'Topic (AWS::SNS::Topic): property FifoTopic is not supported by the local stack',
      'Phone (AWS::SNS::Subscription): property Protocol "sms" is not supported by the local stack',
      'Phone (AWS::SNS::Subscription): property FilterPolicy is not supported by the local stack',
      'Phone (AWS::SNS::Subscription): dynamic reference in property Endpoint is not supported by the local stack',
    ]);
  });

  it('does not include what changes nothing here', async () => {
    const faults = await faultsOf({
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } },
      Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: '{}' } },
      Permission: { Type: 'AWS::Lambda::Permission', Properties: { Action: 'lambda:Invoke' } },
    });

    expect(faults).toEqual([]);
  });

  it('is refused as a whole when the template is transformed by a deploy', async () => {
    expect(await faultsOf({}, { Transform: 'AWS::Serverless-2016-10-31' })).toEqual([
      'Transform is not supported by the local stack',
    ]);
  });
});
