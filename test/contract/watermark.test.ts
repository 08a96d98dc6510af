import { makeFakeWatermark } from '../fakes/watermark.ts';
import { tableServices } from './aws-resources.ts';
import { describeWatermark } from './watermark.ts';
import { describeWatermarkInDynamo } from './watermark-in-dynamo.ts';

describeWatermark('fake', async () => makeFakeWatermark());

for (const service of tableServices) describeWatermarkInDynamo(service);
