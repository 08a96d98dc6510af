/** The simulation's AWS services, started like servers: each table is a model of its own. */
import { randomUUID } from 'node:crypto';
import { makeClient } from '../simulation/aws/client.ts';
import { operationOf } from '../simulation/aws/command.ts';
import { type Dynamo, makeDynamo } from '../simulation/aws/dynamodb.ts';
import { makeSecrets } from '../simulation/aws/secrets.ts';
import { makeSqs, type PerGroup } from '../simulation/aws/sqs.ts';
import {
  type BeforeCommand,
  type QueueService,
  queryIndex,
  receiveAll,
  type TableService,
  type Tables,
} from './aws-resources.ts';
import { arn, type MakeKeeper } from './secrets-scene.ts';

const now = () => Date.now();

const startTables = async (): Promise<Tables> => {
  const tables = new Map<string, Dynamo>();
  const noTable = makeDynamo({ now, tableName: 'a table that nobody asks for' });
  const nameOf = (input: { readonly TableName?: string; readonly RequestItems?: object }): string =>
    input.TableName ?? Object.keys(input.RequestItems ?? {}).join();
  const makeClients = (before: BeforeCommand) => {
    const client = makeClient(async (command) => {
      before(operationOf(command).name, command.input);
      return (tables.get(nameOf(command.input)) ?? noTable).apply(command);
    });
    return { client, dynamo: client };
  };
  const { client, dynamo } = makeClients(() => {});
  return {
    client,
    dynamo,
    makeClients,
    createTable: async () => {
      const tableName = `contract-${randomUUID()}`;
      tables.set(tableName, makeDynamo({ now, tableName }));
      return tableName;
    },
    query: queryIndex(dynamo),
    close: async () => {},
  };
};

export const simulatedTables: TableService = {
  name: 'simulated',
  habits: { oldItem: 'given', timeToLive: 'known', batchRead: '16 MB' },
  startTables,
};

export const simulatedQueues = (perGroup: PerGroup): QueueService => ({
  name: `simulated, ${perGroup} of a group`,
  habits: { perGroup, deduplicates: 'per group', staleDeletion: 'refused' },
  startQueues: async () => {
    const model = makeSqs({ now, perGroup, queues: [] });
    const sqs = makeClient(async (command) => model.apply(command));
    return {
      sqs,
      createQueue: async ({ redrive } = {}) => {
        const queueUrl = `http://sqs.simulated/000000000000/contract-${randomUUID()}.fifo`;
        model.addQueue({ queueUrl, visibilitySeconds: 90, ...(redrive ? { redrive } : {}) });
        return queueUrl;
      },
      receive: receiveAll(sqs),
      close: async () => {},
    };
  },
});

export const makeSimulatedKeeper: MakeKeeper = (time) => {
  const secrets = makeSecrets({ now: time });
  return { put: (text) => secrets.put(arn, text), answer: secrets.apply };
};
