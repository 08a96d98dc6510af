/**
 * The bill of materials in CycloneDX 1.6. The same lock file gives the same text: no time, no serial number.
 */
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { Installed } from './installed.ts';

type Named = {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** @param app - with the names of what it needs itself. */
export const sbomOf = (app: Named, installed: readonly Installed[]): string => {
  const root = rootOf(app);
  const components = new Map(installed.map((one) => [one.path, componentOf(one)]));
  for (const { path, needs } of installed) {
    for (const need of needs) {
      const found = components.get(need);
      if (found) components.get(path)?.dependencies.add(found.bomRef);
    }
  }
  for (const name of Object.keys({ ...app.dependencies, ...app.devDependencies })) {
    const found = components.get(`node_modules/${name}`);
    if (found) root.dependencies.add(found.bomRef);
  }
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: root }),
    components: new Models.ComponentRepository(components.values()),
  });
  const serializer = new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
  );
  return serializer.serialize(bom, { sortLists: true, space: 2 });
};

const rootOf = ({ name, version, license }: Named): Models.Component =>
  new Models.Component(Enums.ComponentType.Application, name, {
    version,
    bomRef: name,
    licenses: new Models.LicenseRepository([licenceOf(license)]),
  });

const componentOf = ({ path, name, version, ...one }: Installed): Models.Component => {
  const [scope, own] = name.startsWith('@') ? name.split('/') : [undefined, name];
  return new Models.Component(Enums.ComponentType.Library, own ?? name, {
    ...(scope === undefined ? {} : { group: scope }),
    version,
    bomRef: path,
    purl: `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`,
    // What is for development alone is in no bundle.
    scope: one.ships ? Enums.ComponentScope.Required : Enums.ComponentScope.Excluded,
    ...(one.licence === undefined
      ? {}
      : { licenses: new Models.LicenseRepository([licenceOf(one.licence)]) }),
    ...(one.integrity === undefined ? {} : { hashes: hashesOf(one.integrity) }),
  });
};

const licenceOf = (licence: string): Models.LicenseExpression =>
  new Models.LicenseExpression(licence);

const hashesOf = (integrity: string): Models.HashDictionary => {
  const base64 = /^sha512-(.+)$/.exec(integrity)?.[1];
  const hex = Buffer.from(base64 ?? '', 'base64').toString('hex');
  return new Models.HashDictionary(hex === '' ? [] : [[Enums.HashAlgorithm['SHA-512'], hex]]);
};
