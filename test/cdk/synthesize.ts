/**
 * Synthesizes stages the way cdk.json does, without building the functions.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
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

/** A new folder for one assembly, gone when the tests end. */
export const newOutdir = (): string => mkdtempSync(join(tmpdir(), 'bridge-synth-'));

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

const templates = new Map<string, Template>();

/** The template of a block under the name `kept`, or of a stage in cdk.json by its name; made once. */
export const templateOf = (stage: string | Block): Template => {
  const key = JSON.stringify(stage);
  const made = templates.get(key) ?? makeTemplate(stage);
  templates.set(key, made);
  return made;
};

const makeTemplate = (stage: string | Block): Template =>
  typeof stage === 'string'
    ? Template.fromStack(appOf(cdkJson.context.stages, stage).stack)
    : Template.fromStack(appOf({ kept: stage }, 'kept').stack);

export const stageNames: readonly string[] = Object.keys(cdkJson.context.stages);
