import { tableServices } from './aws-resources.ts';
import { describeLettersInDynamo } from './letter-index-in-dynamo.ts';

for (const service of tableServices) describeLettersInDynamo(service);
