import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkArchitecture } from './architecture/check-architecture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const repository = globSync('{lib,functions,cdk,test}/**/*.ts', { cwd: root })
  .sort()
  .map((path) => ({ path, text: readFileSync(`${root}${path}`, 'utf8') }));

/** More than a thousand files are parsed, beside another test that may take both cores. */
const readMillisMax = 60_000;

it('the repository keeps its architecture', { timeout: readMillisMax }, () => {
  expect(repository.length).toBeGreaterThan(50);
  expect(checkArchitecture(repository)).toEqual([]);
});

/** The faults of one planted file, which is otherwise as it should be. */
const plant = (path: string, text: string): string[] =>
  checkArchitecture([{ path, text: `/** Planted. */\n${text}\n` }]);

describe('an import is refused by file and name', () => {
  it.each([
    [
      'lib/delivery/x.ts',
      "import { SQSClient } from '@aws-sdk/client-sqs';",
      '@aws-sdk/client-sqs',
      'core',
    ],
    [
      'lib/delivery/x.ts',
      "import type { SQSClient } from '@aws-sdk/client-sqs';",
      '@aws-sdk/client-sqs (types)',
      'core',
    ],
    [
      'lib/order/x.ts',
      "import { type A, b } from '../adapters/secrets.ts';",
      'lib/adapters/secrets.ts',
      'core',
    ],
    ['lib/order/x.ts', "export const a = () => import('node:fs');", 'node:fs', 'core'],
    ['lib/order/x.ts', 'export const a = (name: string) => import(name);', '(computed)', 'core'],
    [
      'lib/order/x.ts',
      "export const c = 1; export { b } from '../telemetry/names.ts';",
      'lib/telemetry/names.ts',
      'core',
    ],
    [
      'lib/webhook/x.ts',
      "import { readEnv } from '../config/env.ts';",
      'lib/config/env.ts',
      'core',
    ],
    [
      'lib/adapters/x.ts',
      "import { readEnv } from '../config/env.ts';",
      'lib/config/env.ts',
      'adapters',
    ],
    [
      'lib/adapters/x.ts',
      "import { log } from '../telemetry/report.ts';",
      'lib/telemetry/report.ts',
      'adapters',
    ],
    [
      'lib/telemetry/x.ts',
      "import { makePark } from '../adapters/dead-letters.ts';",
      'lib/adapters/dead-letters.ts',
      'telemetry',
    ],
    [
      'lib/config/x.ts',
      "import type { Order } from '../order/order-message.ts';",
      'lib/order/order-message.ts (types)',
      'config',
    ],
    [
      'functions/a/handler.ts',
      "import { makePark } from '../../lib/adapters/dead-letters.ts';",
      'lib/adapters/dead-letters.ts',
      'a handler',
    ],
    [
      'functions/a/handler.ts',
      "import { readEnv } from '../../lib/config/env.ts';",
      'lib/config/env.ts',
      'a handler',
    ],
    [
      'functions/a/index.ts',
      "import { makeHandler } from '../b/handler.ts';",
      'functions/b/handler.ts',
      'a composition root',
    ],
    [
      'functions/a/index.ts',
      "import { outputs } from '../../cdk/stack-outputs.ts';",
      'cdk/stack-outputs.ts',
      'a composition root',
    ],
    [
      'cdk/constructs/x.ts',
      "import { readEnv } from '../../lib/config/env.ts';",
      'lib/config/env.ts',
      'cdk',
    ],
    [
      'cdk/constructs/x.ts',
      "import { makeStack } from '../local/stack.ts';",
      'cdk/local/stack.ts',
      'cdk',
    ],
    [
      'cdk/constructs/x.ts',
      "import { decide } from '../../lib/delivery/retry-policy.ts';",
      'lib/delivery/retry-policy.ts',
      'cdk',
    ],
    [
      'cdk/local/x.ts',
      "import { handler } from '../../functions/a/index.ts';",
      'functions/a/index.ts',
      'the local stack',
    ],
  ])('%s cannot: %s', (path, text, target, layer) => {
    expect(plant(path, text)).toEqual([`${path}:2 imports ${target}, which ${layer} may not`]);
  });

  it.each([
    [
      'lib/delivery/x.ts',
      "import type { Settings } from '../config/policy.ts';\nimport * as z from 'zod';",
    ],
    [
      'lib/adapters/x.ts',
      "import { table } from '../config/table.ts';\nimport { request } from 'node:https';",
    ],
    [
      'functions/a/handler.ts',
      "import type { SQSEvent } from 'aws-lambda';\nimport { a } from '../../lib/order/x.ts';",
    ],
    [
      'functions/a/index.ts',
      "import middy from '@middy/core';\nimport { makeHandler } from './handler.ts';",
    ],
    [
      'cdk/constructs/x.ts',
      "import { Duration } from 'aws-cdk-lib';\nimport type { EnvOf } from '../../lib/config/env.ts';",
    ],
  ])('and what a layer may have is not (%s)', (path, text) => {
    expect(plant(path, text)).toEqual([]);
  });

  it('also where types are imported over several lines, at the first of them', () => {
    const text = "const a = 1;\nimport type {\n  B,\n  C,\n} from '../adapters/secrets.ts';";
    expect(plant('lib/order/x.ts', text)).toEqual([
      'lib/order/x.ts:3 imports lib/adapters/secrets.ts (types), which core may not',
    ]);
  });

  it('and a file that no layer knows has no place', () => {
    expect(plant('functions/a/parts.ts', 'export const a = 1;')).toEqual([
      'functions/a/parts.ts belongs to no layer',
    ]);
  });
});

describe('a size is refused by file and number', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `const n${n} = ${n};`);
  const functionOf = (count: number) => `const long = () => {\n${lines(count - 2).join('\n')}\n};`;

  it('a file may have 200 lines', () => {
    expect(plant('lib/order/x.ts', lines(199).join('\n'))).toEqual([]);
    expect(plant('lib/order/x.ts', lines(200).join('\n'))).toEqual([
      'lib/order/x.ts has 201 lines, more than 200',
    ]);
  });

  it('a function may have 40 lines, wherever it stands', () => {
    expect(plant('cdk/constructs/x.ts', functionOf(40))).toEqual([]);
    expect(plant('cdk/constructs/x.ts', functionOf(41))).toEqual([
      'cdk/constructs/x.ts:2 long has 41 lines, more than 40',
    ]);
    expect(
      plant(
        'lib/order/x.ts',
        `const a = { ${functionOf(41).replace('const long = ', 'within: ').replace(/;$/, '')} };`,
      ),
    ).toEqual(['lib/order/x.ts:2 within has 41 lines, more than 40']);
  });

  it('a handler may have 40 lines, a composition root 60 besides its imports', () => {
    const imports = "import {\n  a,\n} from '../../lib/order/x.ts';\n";
    expect(plant('functions/a/handler.ts', lines(39).join('\n'))).toEqual([]);
    expect(plant('functions/a/handler.ts', lines(40).join('\n'))).toEqual([
      'functions/a/handler.ts has 41 lines, more than 40',
    ]);
    expect(plant('functions/a/index.ts', imports + lines(60).join('\n'))).toEqual([]);
    expect(plant('functions/a/index.ts', imports + lines(61).join('\n'))).toEqual([
      'functions/a/index.ts has 61 lines, more than 60',
    ]);
  });
});

describe('what reaches for the world is refused by file and name', () => {
  it.each([
    ['functions/a/index.ts', 'export const a = process.env.TABLE_NAME;', 'process.env'],
    ['functions/a/index.ts', "export const a = process['env'];", 'process.env'],
    ['functions/a/index.ts', 'export const { env } = process;', 'process.env'],
    ['functions/a/index.ts', 'export const a = globalThis.process.env.A;', 'process.env'],
    ['lib/adapters/x.ts', "import { env } from 'node:process';", 'process.env'],
    ['cdk/local/x.ts', 'export const a = () => process.env;', 'process.env'],
    ['test/unit/x.test.ts', 'process.env.SEED;', 'process.env'],
    ['lib/order/x.ts', 'export const a = Date.now();', 'Date.now'],
    ['lib/order/x.ts', 'export const { now } = Date;', 'Date.now'],
    ['lib/order/x.ts', 'export const a = new Date();', 'new Date()'],
    ['lib/order/x.ts', 'export const a = Math.random;', 'Math.random'],
    ['lib/order/x.ts', "import { randomUUID } from 'node:crypto';", 'randomUUID'],
    ['lib/order/x.ts', 'export const a = crypto.randomUUID();', 'randomUUID'],
    ['lib/order/x.ts', "export const a = fetch('http://a');", 'fetch'],
    ['lib/order/x.ts', 'setTimeout(() => undefined, 1);', 'setTimeout'],
    ['lib/order/x.ts', 'console.log(1);', 'console'],
    ['lib/adapters/x.ts', 'console.log(1);', 'console'],
  ])('%s: %s', (path, text, name) => {
    expect(plant(path, text)).toEqual([`${path}:2 uses ${name}`]);
  });

  it('but not what a caller gives, nor a date that is given', () => {
    const text = `export const a = (fetch: () => number, at: string) => {
      const now = new Date(at);
      return { now, sum: fetch() + Date.parse(at) + Math.min(1, 2), env: { process: 1 } };
    };`;
    expect(plant('lib/order/x.ts', text)).toEqual([]);
  });

  it('and the environment has one reader', () => {
    expect(plant('lib/config/env.ts', 'export const a = process.env;')).toEqual([]);
    expect(plant('lib/config/xenv.ts', 'export const a = process.env;')).toHaveLength(1);
  });
});

describe('a name is refused by file', () => {
  it.each([
    'lib/order/utils.ts',
    'lib/order/order-helpers.ts',
    'lib/common/order.ts',
    'lib/order/types.ts',
    'lib/delivery/service.ts',
    'lib/order/index.ts',
    'cdk/constructs/alarm-manager.ts',
  ])('%s says nothing', (path) => {
    expect(plant(path, 'const a = 1;')).toContain(`${path} has a name that says nothing`);
  });

  it.each(['lib/order/OrderMessage.ts', 'lib/order/order_message.ts', 'test/unit/aTest.test.ts'])(
    '%s is not in kebab-case',
    (path) => {
      expect(plant(path, 'const a = 1;')).toEqual([`${path} is not named in kebab-case`]);
    },
  );

  it.each(['export default 1;', 'export default () => 1;', 'export default class A {}'])(
    'a default export has none: %s',
    (text) => {
      expect(plant('lib/order/x.ts', text)).toEqual(['lib/order/x.ts:2 has a default export']);
    },
  );

  it.each([
    "export * from './y.ts';",
    "export { a } from './y.ts';",
    "export type { A } from './y.ts';",
    "import { a } from './y.ts'; export { a };",
  ])('a barrel: %s', (text) => {
    expect(plant('lib/order/x.ts', text)).toEqual([
      'lib/order/x.ts only passes on what others export',
    ]);
  });

  it('types alone are no barrel', () => {
    const text = "import type { A } from './y.ts';\nexport type { A };\nexport type B = A | 1;";
    expect(plant('lib/order/x.ts', text)).toEqual([]);
  });

  it('a file without an opening sentence is refused', () => {
    expect(checkArchitecture([{ path: 'lib/order/x.ts', text: 'const a = 1;\n' }])).toEqual([
      'lib/order/x.ts does not open with what it decides',
    ]);
  });
});
