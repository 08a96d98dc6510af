/** The functions of the stage `local` as its template has them, bundled as they are deployed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalTemplate } from '../../../cdk/local/contracts.ts';
import {
  type FunctionSpec,
  readFunctionSpecs,
} from '../../../cdk/local/functions/function-spec.ts';
import { synthesize } from '../../../cdk/local/synthesize.ts';
import { loadTemplate } from '../../../cdk/local/template/load-template.ts';

export type LocalFunctions = {
  readonly template: LocalTemplate;
  readonly specs: readonly FunctionSpec[];
  readonly close: () => Promise<void>;
};

/** Nobody listens there: nothing of it is called. */
const endpointUrl = 'http://127.0.0.1:4566';

export const openLocalFunctions = async (): Promise<LocalFunctions> => {
  const assemblyDir = await mkdtemp(join(tmpdir(), 'bridge-bench-'));
  await synthesize({ assemblyDir, overrides: {} });
  const loaded = await loadTemplate({ assemblyDir, endpointUrl, region: 'us-east-1' });
  if (loaded.kind !== 'template') throw new Error(`the template has faults: ${loaded.faults[0]}`);
  return {
    template: loaded.template,
    specs: readFunctionSpecs(loaded.template),
    close: () => rm(assemblyDir, { recursive: true, force: true }),
  };
};
