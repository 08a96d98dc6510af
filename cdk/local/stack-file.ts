/**
 * `stack.json`: what tests and tools need to know of the running stack.
 *
 * It holds the shop's secret, so only its owner may read it; it appears and changes in one step.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { FunctionHost, LocalTemplate } from './contracts.ts';
import { type FunctionSpec, readFunctionSpecs } from './functions/function-spec.ts';
import type { Gateway } from './gateway/gateway.ts';

export type StackDescription = {
  /** The full URL that webhooks are posted to. */
  readonly webhookUrl: string;
  readonly consoleUrl: string;
  readonly awsEndpoint: string;
  readonly region: string;
  /** Signs webhooks of `shop`. */
  readonly shopifySecret: string;
  readonly shop: string;
  readonly queues: { readonly orders: string; readonly deadLetters: string };
  readonly table: string;
  /** Deployed names by the names that people use. */
  readonly functions: Readonly<Record<string, string>>;
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

const identitySchema = z.object({
  ORDERS_QUEUE_URL: z.string(),
  DEAD_LETTERS_QUEUE_URL: z.string(),
  TABLE_NAME: z.string(),
});

/** The function that takes webhooks. */
const doorName = 'accept-webhook';

const doorOf = (template: LocalTemplate): FunctionSpec => {
  const door = readFunctionSpecs(template).find((spec) => spec.name === doorName);
  if (door === undefined) throw new Error(`the template has no function ${doorName}`);
  return door;
};

/** The part that the template decides: what the door itself is told. */
export const describeTemplate = (
  template: LocalTemplate,
): Pick<StackDescription, 'queues' | 'table' | 'functions'> => {
  const identity = identitySchema.parse(doorOf(template).variables);
  const specs = readFunctionSpecs(template);
  return {
    queues: { orders: identity.ORDERS_QUEUE_URL, deadLetters: identity.DEAD_LETTERS_QUEUE_URL },
    table: identity.TABLE_NAME,
    functions: Object.fromEntries(specs.map((spec) => [spec.name, spec.deployedName])),
  };
};

/** Where webhooks are posted to: the one route that leads to the door. */
export const webhookUrl = (
  template: LocalTemplate,
  { url, api }: Pick<Gateway, 'url' | 'api'>,
): string => {
  const { logicalId } = doorOf(template);
  const route = api.routes.find(({ functionLogicalId }) => functionLogicalId === logicalId);
  if (route === undefined) throw new Error(`the template has no route to ${doorName}`);
  return `${url}/${route.segments.join('/')}`;
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
