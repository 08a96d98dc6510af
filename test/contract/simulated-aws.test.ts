import { describeCircuitInDynamo } from './circuit-item-in-dynamo.ts';
import { describeLettersInAws } from './dead-letters-in-aws.ts';
import { describeLettersInDynamo } from './letter-index-in-dynamo.ts';
import { describeLettersInSqs } from './letter-queue-in-sqs.ts';
import { describeOnceOnly } from './once-only.ts';
import { describeOrdersInSqs } from './order-queue-in-sqs.ts';
import { describeRecordsInDynamo } from './order-records-in-dynamo.ts';
import { describeJobsInDynamo } from './replay-jobs-in-dynamo.ts';
import { describeRereadsInDynamo } from './rereads-in-dynamo.ts';
import { describeSecret } from './secret.ts';
import { makeSimulatedKeeper, simulatedQueues, simulatedTables } from './simulated-services.ts';
import { describeStateTable } from './state-table.ts';
import { describeWatermarkInDynamo } from './watermark-in-dynamo.ts';

describeStateTable(simulatedTables);
describeRecordsInDynamo(simulatedTables);
describeOnceOnly(simulatedTables);
describeSecret('simulated', makeSimulatedKeeper);
describeCircuitInDynamo(simulatedTables);
describeLettersInDynamo(simulatedTables);
describeJobsInDynamo(simulatedTables);
describeRereadsInDynamo(simulatedTables);
describeWatermarkInDynamo(simulatedTables);

for (const perGroup of ['one', 'several'] as const) {
  const queues = simulatedQueues(perGroup);
  describeOrdersInSqs(queues);
  describeLettersInSqs(queues);
  describeLettersInAws({ queues, tables: simulatedTables });
}
