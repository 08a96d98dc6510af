import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { readInstalled } from './installed.ts';
import { sbomOf } from './sbom.ts';

const installed = readInstalled();
const text = sbomOf(packageJson, installed);
const bom = JSON.parse(text);

/** CycloneDX's own, as its library brings them. */
const schema = (name: string): object => {
  const path = `../../node_modules/@cyclonedx/cyclonedx-library/res/schema/${name}.SNAPSHOT.schema.json`;
  return JSON.parse(readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8'));
};

describe('the bill of materials', () => {
  it('is what CycloneDX 1.6 asks for', () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addFormat('iri-reference', true).addFormat('idn-email', true);
    for (const name of ['spdx', 'jsf-0.82']) {
      ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
    }
    const validate = ajv.compile(schema('bom-1.6'));

    expect([validate(bom), validate.errors]).toEqual([true, null]);
  });

  it('has every package of the lock file once, with what was downloaded and its licence', () => {
    const refs = bom.components.map((one: Record<string, string>) => one['bom-ref']);

    expect(new Set(refs)).toEqual(new Set(installed.map(({ path }) => path)));
    expect(refs).toHaveLength(installed.length);
    const within = installed.filter((one) => one.within).map(({ path }) => path);
    const lacking = (member: string) =>
      bom.components
        .filter((one: Record<string, unknown>) => !one[member])
        .map((one: Record<string, unknown>) => one['bom-ref']);
    expect(lacking('licenses')).toEqual([]);
    expect(lacking('hashes').sort()).toEqual([...within].sort());
  });

  it('says which may ship, and what each needs', () => {
    const of = (name: string) =>
      bom.components.find((one: Record<string, string>) => one['bom-ref'] === name);
    const needs = (name: string) =>
      bom.dependencies.find(({ ref }: { ref: string }) => ref === name).dependsOn;

    expect(of('node_modules/zod')).toMatchObject({
      ...{ scope: 'required', purl: 'pkg:npm/zod@4.6.7', licenses: [{ expression: 'MIT' }] },
    });
    expect(of('node_modules/@middy/core').purl).toMatch(/^pkg:npm\/%40middy\/core@\d/);
    expect(of('node_modules/vitest').scope).toBe('excluded');
    expect(needs('node_modules/@middy/core')).toEqual(['node_modules/@middy/util']);
    expect(needs(packageJson.name)).toHaveLength(
      Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies }).length,
    );
  });

  it('is the same text for the same lock file', () => {
    expect(sbomOf(packageJson, readInstalled())).toBe(text);
  });
});
