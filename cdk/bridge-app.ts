/**
 * From the CDK's context to the app with one stage's stack in it, or to what is wrong with the stage.
 *
 * The tests build the same app with their own context; only app.ts looks at the process.
 */
import { App } from 'aws-cdk-lib';
import { type DeployTarget, targetFaults } from './deploy-target.ts';
import { environmentFaults } from './environment-size.ts';
import { OrderBridgeStack } from './order-bridge-stack.ts';
import { policyFaults } from './policy-size.ts';
import { stackNameOf } from './stack-name.ts';
import { chooseStage } from './stage-choice.ts';

export interface BridgeAppOptions {
  /** Context over what the CDK's command line passes on from cdk.json. @default - nothing more */
  readonly context?: Readonly<Record<string, unknown>>;

  /** The folder for the templates and bundles. @default - what the CDK's command line asks for */
  readonly outdir?: string;

  /** Where a deploy would go. @default - not known, so that nothing is compared */
  readonly target?: DeployTarget;
}

export type BridgeApp =
  | { readonly kind: 'app'; readonly app: App; readonly stack: OrderBridgeStack }
  | { readonly kind: 'invalid'; readonly faults: readonly string[] };

export const makeBridgeApp = ({ context, outdir, target }: BridgeAppOptions = {}): BridgeApp => {
  const app = new App({
    // Nothing but our own sources may change the template: no usage report, no list of constructs.
    analyticsReporting: false,
    treeMetadata: false,
    autoSynth: false,
    ...(context ? { context: { ...context } } : {}),
    ...(outdir ? { outdir } : {}),
  });
  const choice = chooseStage({
    stage: app.node.tryGetContext('stage'),
    stages: app.node.tryGetContext('stages'),
    overrides: app.node.tryGetContext('overrides'),
  });
  if (choice.kind === 'invalid') return choice;
  const faults = [
    ...targetFaults(choice.settings, target ?? {}),
    ...environmentFaults(choice.settings),
    ...policyFaults(choice.settings),
  ];
  if (faults.length > 0) {
    return { kind: 'invalid', faults: faults.map((fault) => `stage "${choice.name}": ${fault}`) };
  }
  const stack = new OrderBridgeStack(app, stackNameOf(choice.name), {
    deployment: choice.name,
    settings: choice.settings,
  });
  return { kind: 'app', app, stack };
};
