import { tableServices } from './aws-resources.ts';
import { describeLettersInDynamo } from './letter-index-in-dynamo.ts';
import { simulatedTables } from './simulated-services.ts';

for (const service of [...tableServices, simulatedTables]) describeLettersInDynamo(service);
