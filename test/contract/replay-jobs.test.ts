import { tableServices } from './aws-resources.ts';
import { describeJobsInDynamo } from './replay-jobs-in-dynamo.ts';

for (const service of tableServices) describeJobsInDynamo(service);
