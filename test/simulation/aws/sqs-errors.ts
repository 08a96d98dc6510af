/** Errors as the SDK's SQS client throws them. */
import { SQSServiceException } from '@aws-sdk/client-sqs';
import { $metadata } from './command.ts';

export type SqsErrorName =
  | 'QueueDoesNotExist'
  | 'InvalidParameterValue'
  | 'MissingParameter'
  | 'InvalidMessageContents'
  | 'ReceiptHandleIsInvalid'
  | 'EmptyBatchRequest'
  | 'TooManyEntriesInBatchRequest'
  | 'BatchEntryIdsNotDistinct';

export const sqsError = (name: SqsErrorName, message: string): SQSServiceException =>
  new SQSServiceException({
    name,
    $fault: 'client',
    message,
    $metadata: { ...$metadata, httpStatusCode: 400 },
  });
