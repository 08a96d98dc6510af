import { makeFakeNightlyLease, makeFakeNightlyStore } from '../fakes/nightly-store.ts';
import { tableServices } from './aws-resources.ts';
import { describeNightlyItem, describeNightlyLease } from './nightly-item.ts';
import { describeNightlyInDynamo } from './nightly-item-in-dynamo.ts';

describeNightlyItem('fake', async () => makeFakeNightlyStore());
describeNightlyLease('fake', async () => makeFakeNightlyLease());

for (const service of tableServices) describeNightlyInDynamo(service);
