/**
 * The circuit's item in DynamoDB. Written only on what was read, so that two environments never undo each
 * other's decision; what it means is decided elsewhere.
 */
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { CircuitPorts } from '../circuit/shared-circuit.ts';
import { nextRevision } from '../circuit/shared-circuit.ts';
import { table } from '../config/table.ts';
import { writtenUnlessFailed } from './unless-failed.ts';

/** The one item: all environments look at the same WMS. */
export const circuitKey = table.circuit;

export const makeCircuitItem = (
  dynamo: DynamoDBDocumentClient,
  tableName: string,
): Pick<CircuitPorts, 'read' | 'replace'> => ({
  read: async () => {
    const key = { [table.key]: circuitKey };
    const { Item: item } = await dynamo.send(
      new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
    );
    return item;
  },
  replace: async (circuit, revision) => {
    const command = new PutCommand({
      TableName: tableName,
      Item: { [table.key]: circuitKey, ...circuit, revision: nextRevision(revision) },
      ...(revision === undefined
        ? { ConditionExpression: 'attribute_not_exists(revision)' }
        : {
            ConditionExpression: 'revision = :revision',
            ExpressionAttributeValues: { ':revision': revision },
          }),
    });
    return writtenUnlessFailed(dynamo.send(command));
  },
});
