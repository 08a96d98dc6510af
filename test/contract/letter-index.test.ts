import { makeFakeLetterIndex } from '../fakes/letter-index.ts';
import { tableServices } from './aws-resources.ts';
import { describeLetterIndex } from './letter-index.ts';
import { describeLettersInDynamo } from './letter-index-in-dynamo.ts';

const now = () => Date.UTC(2026, 10, 22, 10);
describeLetterIndex('fake', async () => makeFakeLetterIndex({ now }));

for (const service of tableServices) describeLettersInDynamo(service);
