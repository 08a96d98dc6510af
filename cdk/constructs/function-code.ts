/**
 * The code of a function: one file with all that it uses, by esbuild in this process.
 *
 * The CDK's own construct for that starts npx and a shell for each function, which makes nine of the ten
 * seconds of a synthesis; here the same bytes take two.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage, type ILocalBundling } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';

const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

/** What Lambda calls, in the file that is made here. */
export const functionHandler = 'index.handler';

/** Same sources, same bytes: nothing here depends on the machine or on the runtime's own SDK. */
export const bundleOptions = (service: string) =>
  ({
    absWorkingDir: pathOf(''),
    entryPoints: [pathOf(`functions/${service}/index.ts`)],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Parts of the SDK that no function uses, and that no import of ours could leave out.
    alias: {
      '@aws-sdk/credential-provider-node': pathOf('lib/adapters/function-credentials.ts'),
      '@aws-sdk/middleware-endpoint-discovery': pathOf('lib/adapters/no-endpoint-discovery.ts'),
      '@smithy/core/event-streams': pathOf('lib/adapters/no-event-streams.ts'),
    },
    // Some dependencies still call require for Node's own modules, which an ES module does not have.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  }) satisfies BuildOptions;

const bundle = (service: string, outputDir: string): void => {
  buildSync({ ...bundleOptions(service), outfile: join(outputDir, 'index.mjs') });
};

/** @param service - a folder in `functions/`. */
export const bundledCode = (service: string): Code => {
  const local: ILocalBundling = {
    tryBundle: (outputDir) => {
      bundle(service, outputDir);
      return true;
    },
  };
  return Code.fromAsset(pathOf(`functions/${service}`), {
    assetHashType: AssetHashType.OUTPUT,
    // The image is what the CDK would fall back on, and it never does.
    bundling: { image: DockerImage.fromRegistry('scratch'), local },
  });
};
