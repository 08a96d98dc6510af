/**
 * Who may import whom, as data: each file belongs to the first layer that its path fits.
 *
 * `values` and `types` match a path from the root for a file of ours, else a package's specifier.
 * What may be imported as a value may be imported as a type, too.
 */
export type Layer = {
  readonly name: string;
  readonly files: RegExp;
  readonly values: readonly RegExp[];
  readonly types: readonly RegExp[];
};

const core =
  /^lib\/(webhook|order|delivery|circuit|reconciliation|letters|privacy|watch|rotation)\//;
const adapters = /^lib\/adapters\//;
const config = /^lib\/config\//;
const configValues = /^lib\/config\/(alarm-policy|stage|table|secret-values|reports-bucket)\.ts$/;
const names = /^lib\/telemetry\/names\.ts$/;
const sdk = /^@aws-sdk\//;
const powertools = /^@aws-lambda-powertools\//;
const node = /^node:/;
const zod = /^zod$/;
const awsLambda = /^aws-lambda$/;
/** What the app itself says it is called, and the stages. */
const manifest = /^(package|cdk)\.json$/;

export const layers: readonly Layer[] = [
  { name: 'core', files: core, values: [core, zod, /^node:crypto$/], types: [config] },
  {
    name: 'adapters',
    files: adapters,
    values: [
      core,
      adapters,
      /^lib\/config\/(table|secret-values|reports-bucket)\.ts$/,
      sdk,
      /^@aws-lambda-powertools\/idempotency(\/|$)/,
      node,
    ],
    types: [config, awsLambda],
  },
  {
    name: 'telemetry',
    files: /^lib\/telemetry\//,
    values: [/^lib\/telemetry\//, /^@aws-lambda-powertools\/(logger|metrics)(\/|$)/],
    types: [core, config, awsLambda],
  },
  { name: 'config', files: config, values: [config, zod], types: [] },
  {
    name: 'a handler',
    files: /^functions\/[^/]+\/handler\.ts$/,
    values: [core],
    types: [config, awsLambda],
  },
  {
    // The edges themselves are given, so that the simulation runs the same parts.
    name: 'a composition',
    files: /^functions\/[^/]+\/compose\.ts$/,
    values: [/^lib\/(?!telemetry\/)/, /^functions\/([^/]+)\/handler\.ts$/, powertools],
    types: [sdk],
  },
  {
    name: 'a composition root',
    files: /^functions\/[^/]+\/index\.ts$/,
    values: [
      /^lib\//,
      /^functions\/([^/]+)\/(handler|compose)\.ts$/,
      sdk,
      powertools,
      /^@middy\//,
      node,
    ],
    types: [awsLambda],
  },
  {
    name: 'the local stack',
    files: /^cdk\/local\//,
    values: [
      /^cdk\//,
      core,
      adapters,
      configValues,
      names,
      manifest,
      sdk,
      zod,
      node,
      /^(fauxqs|dynalite|graphql|shopify-webhook-schemas)$/,
      // A function's bundle, which is loaded by the path that the template gives.
      /^\(computed\)$/,
    ],
    types: [config],
  },
  {
    // Knows the contract and HTTP, and neither the bridge's delivery nor the simulated WMS.
    name: 'the check of a WMS',
    files: /^cdk\/wms-conformance\//,
    values: [
      /^cdk\/wms-conformance\//,
      /^lib\/adapters\/http-request\.ts$/,
      /^lib\/delivery\/(json-object|retry-after|token-answer)\.ts$/,
      zod,
      node,
    ],
    types: [],
  },
  {
    // Decides nothing about orders by itself: what the functions do, it does with the same parts.
    name: "the operator's command line",
    files: /^cdk\/bridge\//,
    values: [
      /^cdk\/(bridge\/|report\/|(output-names|stack-name|local\/operator-credentials)\.ts$)/,
      core,
      adapters,
      /^lib\/config\/(circuit-policy|policy|reconciliation-policy|secret-values|table|tls-secret)\.ts$/,
      names,
      sdk,
      /^(commander|@clack\/prompts|hdr-histogram-js)$/,
      zod,
      node,
    ],
    types: [config],
  },
  {
    name: "cdk's entry point",
    files: /^cdk\/app\.ts$/,
    values: [/^cdk\/[^/]+$/, /^lib\/config\/env\.ts$/],
    types: [],
  },
  {
    name: 'the code of a function',
    files: /^cdk\/constructs\/function-code\.ts$/,
    values: [/^aws-cdk-lib(\/|$)/, /^esbuild$/, node],
    types: [],
  },
  {
    name: 'cdk',
    files: /^cdk\//,
    values: [
      /^cdk\/(?!local\/)/,
      configValues,
      names,
      manifest,
      /^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/,
      zod,
      node,
    ],
    types: [config],
  },
];
