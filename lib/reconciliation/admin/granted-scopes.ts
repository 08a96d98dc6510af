/**
 * What the app was granted, against what the bridge's documents need: a merchant may have agreed to less.
 */
import * as z from 'zod';
import { type Answered, neededScopes, olderOrdersScope } from '../admin-api.ts';
import type { AdminDocument, Ask } from './document.ts';

const dataSchema = z.object({
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
});

export const grantedScopes: AdminDocument<z.output<typeof dataSchema>> = {
  name: 'GrantedScopes',
  kind: 'query',
  text: 'query GrantedScopes { currentAppInstallation { accessScopes { handle } } }',
  data: dataSchema,
  cost: 2,
  scopes: [],
};

export const readMissingScopes = async (ask: Ask): Promise<Answered<readonly string[]>> => {
  const answer = await ask(grantedScopes);
  if (answer.kind !== 'answered') return answer;
  const granted = answer.value.currentAppInstallation.accessScopes.map(({ handle }) => handle);
  // Who may write may read, and Shopify need not name both.
  const has = (scope: string) =>
    granted.includes(scope) || granted.includes(scope.replace(/^read_/, 'write_'));
  const wanted = [...neededScopes, olderOrdersScope];
  return { kind: 'answered', value: wanted.filter((scope) => !has(scope)) };
};
