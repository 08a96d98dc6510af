/**
 * `stack.json`: what tests and tools need to know of the running stack.
 *
 * It holds the shop's secret, so only its owner may read it; it appears and changes in one step.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputNames } from '../output-names.ts';
import type { AwsEndpoint, Credentials, FunctionHost, LocalTemplate } from './contracts.ts';
import { readFunctionSpecs } from './functions/function-spec.ts';
import type { Gateway } from './gateway/gateway.ts';
import { startRefused } from './start-refused.ts';

export type StackDescription = {
  /** The full URL that webhooks are posted to. */
  readonly webhookUrl: string;
  readonly consoleUrl: string;
  readonly awsEndpoint: string;
  /** The local pager: `GET /incidents` shows what it was told. */
  readonly pagerUrl: string;
  readonly region: string;
  /** In place of the shop's `https://{shop}/admin`. */
  readonly shopifyAdminUrl: string;
  /** Signs webhooks of `shop`. */
  readonly shopifySecret: string;
  readonly shop: string;
  readonly queues: { readonly orders: string; readonly deadLetters: string };
  readonly table: string;
  /** The ARN of the secret with the WMS's credentials; not there where the WMS asks for none. */
  readonly wmsSecret?: string;
  /** Deployed names by the names that people use. */
  readonly functions: Readonly<Record<string, string>>;
  /** Who acts with one of the template's managed policies and no other right; not there without them. */
  readonly people: { readonly viewer?: Credentials; readonly onCall?: Credentials };
  /** Ids of the processes that are warm or starting. */
  readonly pids: Readonly<Record<string, readonly number[]>>;
  /** The absolute folder of the log files. */
  readonly logs: string;
};

export type StackFile = {
  readonly write: (description: StackDescription) => void;
  readonly remove: () => void;
};

export const stackFileIn = (stateDir: string): StackFile => {
  const path = join(stateDir, 'stack.json');
  return {
    write: (description) => {
      writeFileSync(`${path}.new`, `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
    remove: () => rmSync(path, { force: true }),
  };
};

/** What a person reads after a deploy; the functions' own variables may be edited. */
const outputOf = ({ outputs }: LocalTemplate, name: string): string => {
  const value = outputs[name];
  if (value === undefined)
    throw startRefused(`the template has no output ${name}, which names a part of the stack`, 1);
  return value;
};

/** The part that the template decides. @throws a refusal naming an output that is not there. */
export const describeTemplate = (
  template: LocalTemplate,
): Pick<StackDescription, 'queues' | 'table' | 'wmsSecret' | 'functions'> => ({
  queues: {
    orders: outputOf(template, outputNames.ordersQueue),
    deadLetters: outputOf(template, outputNames.deadLettersQueue),
  },
  table: outputOf(template, outputNames.table),
  ...wmsSecretOf(template),
  functions: Object.fromEntries(
    readFunctionSpecs(template).map((spec) => [spec.name, spec.deployedName]),
  ),
});

/**
 * Where webhooks are posted to: the one route that leads to the function that takes them.
 *
 * @throws a refusal when there is none.
 */
export const webhookUrl = (
  template: LocalTemplate,
  { url, api }: Pick<Gateway, 'url' | 'api'>,
): string => {
  const door = outputOf(template, outputNames.acceptWebhook);
  const route = api.routes.find(
    ({ functionLogicalId }) => template.resources.get(functionLogicalId)?.ref === door,
  );
  if (route === undefined)
    throw startRefused(`the template has no route to ${door}, which takes the webhooks`, 1);
  return `${url}/${route.segments.join('/')}`;
};

const wmsSecretOf = ({ outputs }: LocalTemplate): Pick<StackDescription, 'wmsSecret'> => {
  const wmsSecret = outputs[outputNames.wmsSecret];
  return wmsSecret === undefined ? {} : { wmsSecret };
};

export const describePeople = ({
  template: { outputs, resources },
  credentialsOf,
}: Pick<AwsEndpoint, 'template' | 'credentialsOf'>): StackDescription['people'] => {
  const having = (output: string): Credentials | undefined => {
    const policy = [...resources.values()].find(({ ref }) => ref === outputs[output]);
    return policy && credentialsOf(policy.logicalId);
  };
  const viewer = having(outputNames.viewerPolicy);
  const onCall = having(outputNames.onCallPolicy);
  return { ...(viewer && { viewer }), ...(onCall && { onCall }) };
};

/** Process ids by the names that people use. */
export const describeProcesses = (
  template: LocalTemplate,
  host: Pick<FunctionHost, 'pids'>,
): StackDescription['pids'] => {
  const pids = host.pids();
  return Object.fromEntries(
    readFunctionSpecs(template).map((spec) => [spec.name, pids.get(spec.logicalId) ?? []]),
  );
};
