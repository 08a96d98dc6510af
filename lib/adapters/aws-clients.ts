/**
 * How AWS clients are set up: short patience, few tries. SQS and Shopify try again, later and for free;
 * a function that waits for AWS cannot answer in time.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

const settings = {
  maxAttempts: 2,
  requestHandler: {
    /** Milliseconds: all of ours are in the same region. */
    connectionTimeout: 500,
    requestTimeout: 1_500,
    throwOnRequestTimeout: true,
  },
} as const;

export const makeSqs = () => new SQSClient(settings);

/** Receiving waits for messages on purpose, so it needs more patience. */
export const makePatientSqs = () =>
  new SQSClient({
    ...settings,
    requestHandler: { ...settings.requestHandler, requestTimeout: 5_000 },
  });

/** Objects are larger than messages, and S3 asks now and then to come again. */
export const makeS3 = () =>
  new S3Client({
    ...settings,
    maxAttempts: 3,
    requestHandler: { ...settings.requestHandler, requestTimeout: 5_000 },
  });

export const makeDynamo = () => new DynamoDBClient(settings);

/** Undefined values are bugs of ours that marshalling should tell, so they are not dropped. */
export const makeDocuments = (dynamo: DynamoDBClient) => DynamoDBDocumentClient.from(dynamo);

export const makeSecretsManager = () => new SecretsManagerClient(settings);
