import { tableServices } from './aws-resources.ts';
import { describeOnceOnly } from './once-only.ts';

for (const service of tableServices) describeOnceOnly(service);
