import { makeFakeCircuitItem } from '../fakes/circuit-item.ts';
import { tableServices } from './aws-resources.ts';
import { describeCircuitItem } from './circuit-item.ts';
import { describeCircuitInDynamo } from './circuit-item-in-dynamo.ts';

describeCircuitItem('fake', async () => makeFakeCircuitItem());

for (const service of tableServices) describeCircuitInDynamo(service);
