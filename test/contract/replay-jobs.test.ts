import { makeFakeJobStore } from '../fakes/replay-jobs.ts';
import { tableServices } from './aws-resources.ts';
import { describeJobStore } from './replay-jobs.ts';
import { describeJobsInDynamo } from './replay-jobs-in-dynamo.ts';

describeJobStore('fake', async () => makeFakeJobStore());

for (const service of tableServices) describeJobsInDynamo(service);
