/** Errors as the SDK's DynamoDB client throws them. */
import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { type Item, marshalItem } from './attribute-values.ts';
import { $metadata } from './command.ts';

/** A request that DynamoDB calls malformed: a bug of ours. */
export const invalid = (message: string): DynamoDBServiceException =>
  new DynamoDBServiceException({
    name: 'ValidationException',
    $fault: 'client',
    message,
    $metadata: { ...$metadata, httpStatusCode: 400 },
  });

export const tableNotFound = (): ResourceNotFoundException =>
  new ResourceNotFoundException({
    message: 'Requested resource not found',
    $metadata: { ...$metadata, httpStatusCode: 400 },
  });

/** @param item - the old one, for who has asked; marshalled, also to a document client. */
export const conditionFailed = (item: Item | undefined): ConditionalCheckFailedException =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: { ...$metadata, httpStatusCode: 400 },
    ...(item ? { Item: marshalItem(item) } : {}),
  });
