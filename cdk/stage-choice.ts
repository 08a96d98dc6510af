/**
 * Which stage is synthesized: its block in cdk.json with the overrides laid over it, checked.
 *
 * Every fault becomes one sentence that begins with the stage's name. Knows nothing of AWS constructs.
 */
import { parseStage, type StageSettings } from '../lib/config/stage.ts';
import { mergeSettings } from './merge-settings.ts';
import { stageNamePattern } from './stack-name.ts';

/** What a bare `cdk synth` takes. */
const stageDefault = 'sandbox';

/** The context's values as the CDK hands them over, unchecked. */
export type StageContext = {
  /** The chosen stage's name. */
  readonly stage?: unknown;
  /** Every stage's block, by name. */
  readonly stages?: unknown;
  /** Settings over the chosen block: an object, or its JSON as `-c overrides=…` gives it. */
  readonly overrides?: unknown;
};

export type StageChoice =
  | { readonly kind: 'stage'; readonly name: string; readonly settings: StageSettings }
  | { readonly kind: 'invalid'; readonly faults: readonly string[] };

export const chooseStage = ({ stage, stages, overrides }: StageContext): StageChoice => {
  const blocks = asRecord(stages);
  if (blocks === undefined)
    return invalid('cdk.json: context.stages must hold one block per stage');
  const name = stage === undefined ? stageDefault : String(stage);
  const known = Object.keys(blocks).sort();
  if (!known.includes(name)) {
    return invalid(`there is no stage "${name}" in cdk.json; it has ${known.join(', ')}`);
  }
  if (!stageNamePattern.test(name)) {
    return invalid(
      `stage "${name}": a stage's name has 1 to 32 lower-case letters, digits and hyphens, a letter first`,
    );
  }
  const over = asRecord(parseOverrides(overrides));
  if (over === undefined) return invalid('overrides: must be a JSON object of settings');
  const parsed = parseStage(mergeSettings(blocks[name], over));
  return parsed.kind === 'stage'
    ? { kind: 'stage', name, settings: parsed.settings }
    : { kind: 'invalid', faults: parsed.faults.map((fault) => `stage "${name}": ${fault}`) };
};

const invalid = (fault: string): StageChoice => ({ kind: 'invalid', faults: [fault] });

const asRecord = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;

/** What is no JSON becomes `undefined`, which is no object of settings either. */
const parseOverrides = (overrides: unknown): unknown => {
  if (overrides === undefined) return {};
  if (typeof overrides !== 'string') return overrides;
  try {
    return JSON.parse(overrides) as unknown;
  } catch {
    return undefined;
  }
};
