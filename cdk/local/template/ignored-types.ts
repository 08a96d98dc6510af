/**
 * Resource types that the local stack knowingly leaves out, each with the reason why that changes
 * nothing a function or a test can see.
 */
export const ignoredTypes: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'tells AWS which constructs were used',
  'AWS::CloudWatch::Dashboard': 'the local console shows the path',
  'AWS::DynamoDB::ResourcePolicy': 'resource policies are covered by the template tests',
  'AWS::KMS::Alias': 'nothing is encrypted on one machine',
  'AWS::KMS::Key':
    'nothing is encrypted on one machine; a queue or secret with its own key is refused',
  'AWS::Lambda::Permission': 'the local gateway may call every function that its routes name',
  'AWS::Logs::LogGroup': 'a function writes its lines to a file',
  'AWS::Logs::QueryDefinition': 'a query saved for people',
  'AWS::S3::BucketPolicy': 'resource policies are covered by the template tests',
  'AWS::SNS::TopicPolicy': 'resource policies are covered by the template tests',
  'AWS::SQS::QueuePolicy': 'resource policies are covered by the template tests',
  'AWS::SecretsManager::ResourcePolicy': 'resource policies are covered by the template tests',
};
