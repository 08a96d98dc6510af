/**
 * Reads a CDK cloud assembly: the one stack's template, and which folder holds which asset.
 *
 * Resolves nothing; an assembly with several stacks is refused, because nothing says which to run.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { startRefused } from '../start-refused.ts';

const resourceSchema = z.object({
  Type: z.string(),
  Condition: z.string().optional(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
export type RawResource = z.output<typeof resourceSchema>;

const templateSchema = z.object({
  Transform: z.unknown().optional(),
  Parameters: z.record(z.string(), z.looseObject({ Default: z.unknown().optional() })).default({}),
  Mappings: z
    .record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())))
    .default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Condition: z.string().optional() }))
    .default({}),
});
export type RawTemplate = z.output<typeof templateSchema>;

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z
        .looseObject({ templateFile: z.string(), stackName: z.string(), file: z.string() })
        .partial()
        .default({}),
    }),
  ),
});
type Artifact = z.output<typeof manifestSchema>['artifacts'][string];

const assetsSchema = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

export type Assembly = {
  readonly stackName: string;
  readonly template: RawTemplate;
  /** Absolute folders by the key that the template uses as `Code.S3Key`. */
  readonly assetFolders: ReadonlyMap<string, string>;
};

/** @throws a refusal when the folder holds no assembly, or not exactly one stack. */
export const readAssembly = async (assemblyDir: string): Promise<Assembly> => {
  const manifest = await readJson(join(assemblyDir, 'manifest.json'), manifestSchema);
  const ofType = (type: string): readonly (readonly [string, Artifact])[] =>
    Object.entries(manifest.artifacts).filter(([, artifact]) => artifact.type === type);
  const stacks = ofType('aws:cloudformation:stack');
  const [stack] = stacks;
  if (stack === undefined || stacks.length !== 1)
    throw startRefused(`${assemblyDir} holds ${stacks.length} stacks, the local stack runs one`, 1);
  const [id, { properties }] = stack;
  const assetFiles = ofType('cdk:asset-manifest').flatMap(
    ([
      ,
      {
        properties: { file },
      },
    ]) => (file === undefined ? [] : [join(assemblyDir, file)]),
  );
  const folders = await Promise.all(assetFiles.map((file) => readAssets(assemblyDir, file)));
  return {
    stackName: properties.stackName ?? id,
    template: await readJson(
      join(assemblyDir, properties.templateFile ?? `${id}.template.json`),
      templateSchema,
    ),
    assetFolders: new Map(folders.flat()),
  };
};

const readAssets = async (
  assemblyDir: string,
  file: string,
): Promise<readonly (readonly [string, string])[]> => {
  const { files } = await readJson(file, assetsSchema);
  return Object.values(files).flatMap(({ source: { path }, destinations }) =>
    path === undefined
      ? []
      : Object.values(destinations).map(
          ({ objectKey }) => [objectKey, resolve(assemblyDir, path)] as const,
        ),
  );
};

const readJson = async <Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> => {
  const parsed = schema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw startRefused(`${file} is not what the CDK writes: ${z.prettifyError(parsed.error)}`, 1);
};
