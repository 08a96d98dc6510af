import { tableServices } from './aws-resources.ts';
import { describeStateTable } from './state-table.ts';

for (const service of tableServices) describeStateTable(service);
