import { makeFakeRereads } from '../fakes/rereads.ts';
import { tableServices } from './aws-resources.ts';
import { describeRereads } from './rereads.ts';
import { describeRereadsInDynamo } from './rereads-in-dynamo.ts';

describeRereads('fake', async () => makeFakeRereads());

for (const service of tableServices) describeRereadsInDynamo(service);
