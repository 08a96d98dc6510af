/**
 * Resolves the template of a cloud assembly against the local endpoint.
 *
 * Either everything in it can run here, or nothing is returned but the list of what cannot.
 */
import type { LocalResource, LocalTemplate } from '../contracts.ts';
import { type Assembly, type RawResource, readAssembly } from './assembly.ts';
import { makeConditions } from './conditions.ts';
import { type Identity, identify } from './identities.ts';
import { ignoredTypes } from './ignored-types.ts';
import { noValue, resolveValue, type Scope } from './intrinsics.ts';
import { label, refusalsOf } from './refusals.ts';
import { localAccountId, pseudoParameter, type Surroundings } from './surroundings.ts';

export type TemplateOptions = {
  /** The folder that `cdk synth` wrote. */
  readonly assemblyDir: string;
  /** `http://127.0.0.1:PORT` of the local AWS endpoint. */
  readonly endpointUrl: string;
  readonly region: string;
};

export type LoadedTemplate =
  | { readonly kind: 'template'; readonly template: LocalTemplate }
  /** Each fault is one sentence that names the resource. */
  | { readonly kind: 'refused'; readonly faults: readonly string[] };

/** @throws Error when the folder holds no readable assembly of one stack. */
export const loadTemplate = async (options: TemplateOptions): Promise<LoadedTemplate> => {
  const assembly = await readAssembly(options.assemblyDir);
  return resolveTemplate(assembly, {
    stackName: assembly.stackName,
    region: options.region,
    accountId: localAccountId,
    endpointUrl: options.endpointUrl,
  });
};

/** Resolves what an assembly holds; reads no file. */
export const resolveTemplate = (assembly: Assembly, at: Surroundings): LoadedTemplate => {
  const faults: string[] = [];
  const scopeOf = makeScopes(assembly, at, (fault) => faults.push(fault));
  const { Resources, Outputs, Transform } = assembly.template;
  if (Transform !== undefined) faults.push('Transform is not supported by the local stack');
  const running = Object.entries(Resources).filter(
    ([logicalId, { Type, Condition }]) =>
      !(Type in ignoredTypes) && holds(Condition, scopeOf(`${logicalId}: `)),
  );
  const resources = new Map(
    running.map(([id, raw]) => [id, resolveResource(id, raw, scopeOf(`${label(id, raw.Type)}: `))]),
  );
  const outputs = Object.entries(Outputs)
    .filter(([name, { Condition }]) => holds(Condition, scopeOf(`output ${name}: `)))
    .map(([name, { Value }]) => [name, String(resolveValue(Value, scopeOf(`output ${name}: `)))]);
  const assets = findAssets(assembly, resources, (fault) => faults.push(fault));
  faults.push(...refusalsOf(resources));
  const { stackName } = at;
  return faults.length > 0
    ? { kind: 'refused', faults: [...new Set(faults)] }
    : {
        kind: 'template',
        template: { stackName, resources, outputs: Object.fromEntries(outputs), assets },
      };
};

type NamedScope = Scope & { readonly identityOf: (logicalId: string) => Identity | undefined };

/** Makes a scope whose faults begin with what they are about. */
const makeScopes = (
  { template }: Assembly,
  at: Surroundings,
  report: (fault: string) => void,
): ((about: string) => NamedScope) => {
  const identities = new Map<string, Identity>();
  const identityOf = (logicalId: string): Identity | undefined => {
    const raw = template.Resources[logicalId];
    if (raw === undefined) return undefined;
    const scope = scopeOf(`${label(logicalId, raw.Type)}: `);
    const property = (name: string): unknown => resolveValue(raw.Properties[name], scope);
    const identity =
      identities.get(logicalId) ?? identify({ type: raw.Type, logicalId, property }, at);
    identities.set(logicalId, identity);
    return identity;
  };
  const condition = makeConditions(template.Conditions, () => scopeOf(''));
  const scopeOf = (about: string): NamedScope => ({
    identityOf,
    condition,
    ref: (name) =>
      name === 'AWS::NoValue'
        ? noValue
        : (pseudoParameter(name, at) ??
          template.Parameters[name]?.Default ??
          identityOf(name)?.ref),
    attribute: (logicalId, attribute) => identityOf(logicalId)?.attributes[attribute],
    mapping: (map, key, secondKey) => template.Mappings[map]?.[key]?.[secondKey],
    fault: (message) => report(`${about}${message}`),
  });
  return scopeOf;
};

const holds = (condition: string | undefined, scope: Scope): boolean =>
  condition === undefined || scope.condition(condition);

const resolveResource = (logicalId: string, raw: RawResource, scope: NamedScope): LocalResource => {
  const identity = scope.identityOf(logicalId) ?? { ref: '', attributes: {} };
  const properties = resolveValue(raw.Properties, scope) as Readonly<Record<string, unknown>>;
  return { logicalId, type: raw.Type, properties, ...identity };
};

const findAssets = (
  { assetFolders }: Assembly,
  resources: ReadonlyMap<string, LocalResource>,
  report: (fault: string) => void,
): ReadonlyMap<string, string> => {
  const assets = new Map<string, string>();
  for (const { logicalId, type, properties } of resources.values()) {
    if (type !== 'AWS::Lambda::Function') continue;
    const code = (properties.Code ?? {}) as Readonly<Record<string, unknown>>;
    const folder = assetFolders.get(String(code.S3Key));
    if (folder === undefined)
      report(`${label(logicalId, type)}: property Code names no folder of the assembly`);
    else assets.set(logicalId, folder);
  }
  return assets;
};
