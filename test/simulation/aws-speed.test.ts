/** What a call of the simulated services costs. Told and not judged: machines differ, and are shared. */
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { makeDynamo } from './aws/dynamodb.ts';
import { makeSqs } from './aws/sqs.ts';

const rounds = 5_000;
const orders = 1_000;
const QueueUrl = 'http://sqs.simulated/000000000000/orders.fifo';

const tell = (what: string, callsPerRound: number, round: (n: number) => void): void => {
  const before = process.cpuUsage();
  for (let n = 0; n < rounds; n++) round(n);
  const { user, system } = process.cpuUsage(before);
  const micros = (user + system) / rounds / callsPerRound;
  process.stdout.write(`${what}: ${micros.toFixed(1)} microseconds per call\n`);
};

it('a table’s calls', () => {
  const dynamo = makeDynamo({ now: () => 0 });
  const TableName = 'state';
  tell('DynamoDB, a conditional update and a read', 2, (n) => {
    const Key = { id: `order#${n % orders}` };
    const accepted = { instant: n, version: '2026-11-22T10:00:00Z', hash: 'x'.repeat(64) };
    dynamo.apply(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET accepted = :accepted',
        ConditionExpression: 'attribute_not_exists(accepted) OR accepted.instant <= :instant',
        ExpressionAttributeValues: { ':accepted': accepted, ':instant': n },
        ReturnValues: 'UPDATED_OLD',
      }),
    );
    dynamo.apply(new GetCommand({ TableName, Key, ConsistentRead: true }));
  });
  expect(dynamo.items().size).toBe(orders);
});

it('a queue’s calls, with thousands of orders hidden', () => {
  let now = 0;
  const sqs = makeSqs({ now: () => now, queues: [{ queueUrl: QueueUrl, visibilitySeconds: 90 }] });
  const send = (group: string, id: number) =>
    sqs.apply(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'x'.repeat(800),
        MessageGroupId: group,
        MessageDeduplicationId: String(id),
      }),
    );
  for (let n = 0; n < orders; n++) send(`hidden-${n}`, n);
  for (let n = 0; n < orders / 10; n++) sqs.loseReceive(QueueUrl, 10);
  tell('SQS, a send, a receive and a delete', 3, (n) => {
    now += 1;
    send(`order-${n % orders}`, n);
    const given = new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'] });
    const { Messages = [] } = sqs.apply(given) as { readonly Messages?: readonly Message[] };
    for (const { ReceiptHandle } of Messages)
      sqs.apply(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  });
  expect(sqs.messages(QueueUrl)).toHaveLength(orders);
});
