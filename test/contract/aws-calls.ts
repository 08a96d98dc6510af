/** What AWS is asked for: every request that leaves a client, and the write units that it takes. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';

export type AwsCall = {
  /** The command's name, without its last word. */
  readonly operation: string;
  /** A read takes none. */
  readonly writeUnits: number;
};

type Answered = {
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number } | readonly unknown[] | undefined;
};

const writes = /^(Put|Update|Delete|TransactWrite|BatchWrite)/;

/** One list for all clients of a function; the caller empties it. */
export const recordCalls = () => {
  const calls: AwsCall[] = [];
  /** Below the SDK's retries, so that each try counts. */
  const each = { step: 'finalizeRequest', priority: 'low', name: 'recordCalls' } as const;
  const operationOf = ({ commandName = '' }: { readonly commandName?: string }) =>
    commandName.replace(/(Item)?Command$/, '');
  return {
    take: (): readonly AwsCall[] => calls.splice(0),
    ofTable: (client: DynamoDBClient): void => {
      client.middlewareStack.add(
        (next) => (args) => {
          // Asked for in the input of any command of the table's.
          Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
          return next(args);
        },
        { step: 'initialize', priority: 'high' },
      );
      client.middlewareStack.add(
        (next, context) => async (args) => {
          const answer = await next(args);
          const operation = operationOf(context);
          const { ConsumedCapacity: consumed } = answer.output as Answered;
          const units = consumed && 'CapacityUnits' in consumed ? (consumed.CapacityUnits ?? 0) : 0;
          calls.push({ operation, writeUnits: writes.test(operation) ? units : 0 });
          return answer;
        },
        each,
      );
    },
    of: (client: SQSClient | SecretsManagerClient): void => {
      (client as SQSClient).middlewareStack.add(
        (next, context) => (args) => {
          calls.push({ operation: operationOf(context), writeUnits: 0 });
          return next(args);
        },
        each,
      );
    },
  };
};
