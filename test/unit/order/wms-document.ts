/** The schema of an order in the WMS's contract, docs/wms-openapi.yaml. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const document = parse(
  readFileSync(new URL('../../../docs/wms-openapi.yaml', import.meta.url), 'utf8'),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, 'wms');
const validate = ajv.getSchema('wms#/components/schemas/Order');
if (validate === undefined) throw new Error('the contract has no schema of an order');

/** Where a body breaks the contract, as `/pointer keyword`. */
export const contractFaults = (body: unknown): readonly string[] =>
  validate(body) === true
    ? []
    : (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
