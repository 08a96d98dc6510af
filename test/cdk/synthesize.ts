/**
 * Synthesizes stages the way cdk.json does, without building the functions.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { makeBridgeApp } from '../../cdk/bridge-app.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };

export type Block = Readonly<Record<string, unknown>>;

/** A stage that is retained and protected, with one shop whose secret the stack creates. */
export const keptBlock: Block = {
  shops: [{ domain: 'one-shop.myshopify.com' }],
  wms: {
    baseUrl: 'https://wms.example.com/api',
    auth: { kind: 'oauth2', tokenUrl: 'https://wms.example.com/oauth/token' },
  },
  tags: { team: 'fulfilment', 'cost-center': '4711' },
};

const folder = mkdtempSync(join(tmpdir(), 'bridge-synth-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A new folder for one assembly, gone when the test file ends. */
export const newOutdir = (): string => mkdtempSync(join(folder, 'out-'));

export const contextOf = (stages: Block, stage: string): Record<string, unknown> => ({
  ...cdkJson.context,
  stages,
  stage,
  'aws:cdk:bundling-stacks': [],
});

export const appOf = (stages: Block, stage: string, outdir = newOutdir()) => {
  const made = makeBridgeApp({ context: contextOf(stages, stage), outdir });
  if (made.kind === 'invalid') throw new Error(made.faults.join('; '));
  return made;
};

/** The template of a block under the name `kept`, or of a stage in cdk.json by its name. */
export const templateOf = (stage: string | Block): Template =>
  typeof stage === 'string'
    ? Template.fromStack(appOf(cdkJson.context.stages, stage).stack)
    : Template.fromStack(appOf({ kept: stage }, 'kept').stack);

export const stageNames: readonly string[] = Object.keys(cdkJson.context.stages);
