/**
 * What a template's roles and managed policies grant, one row for each holder, action and resource, beside
 * how often that was used.
 *
 * A holder is whoever a person would name: a function, the clock of one, or the people with a policy. Several
 * schedules with one role are one holder.
 */
import * as z from 'zod';
import type { LocalResource, LocalTemplate, Permission } from '../contracts.ts';
import type { PolicyDocument } from '../template/policies.ts';
import type { Usage } from './authorize.ts';
import { type Caller, callersOf } from './callers.ts';
import { matchesPattern } from './evaluate-conditions.ts';
import { type Statement, textsOf } from './evaluate-policies.ts';

export type Right = Permission & {
  /** For instance `deliver-order`, `clock of watch-bridge` or `Viewer`. */
  readonly holder: string;
  /** What the statement says it is for. */
  readonly sid: string;
  /** Calls that it allowed, since the start. */
  readonly used: number;
};

/** @param usage - of the callers of this very template. */
export const rightsOf = (template: LocalTemplate, usage: readonly Usage[]): readonly Right[] => {
  const nameOf = makeNameOf(template);
  const rights = callersOf(template).flatMap((caller) =>
    caller.policies.flatMap(grantsOf).map(({ sid, action, resource }) => {
      const of = usage.filter(
        (one) =>
          one.caller === caller.logicalId &&
          matchesPattern(action.toLowerCase(), one.action.toLowerCase()) &&
          matchesPattern(resource, one.resource),
      );
      const used = of.reduce((sum, { count }) => sum + count, 0);
      const holder = holderOf(caller, template);
      return { ...{ holder, sid, action, used }, resource: nameOf(resource) };
    }),
  );
  return together(rights);
};

type Grant = Permission & { readonly sid: string };

/** What is granted but for something is granted without a bound. */
const everything = ['*'];

const grantsOf = ({ Statement }: PolicyDocument): readonly Grant[] =>
  (Statement as readonly Statement[])
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap((statement) => {
      const { Sid, Action, NotAction, Resource, NotResource } = statement;
      const actions = NotAction === undefined ? textsOf(Action) : everything;
      const resources = NotResource === undefined ? textsOf(Resource) : everything;
      return actions.flatMap((action) =>
        resources.map((resource) => ({ sid: String(Sid ?? ''), action, resource })),
      );
    });

/** Rows that differ in nothing but their use are one. */
const together = (rights: readonly Right[]): readonly Right[] => {
  const byRow = new Map<string, Right>();
  for (const right of rights) {
    const key = JSON.stringify([right.holder, right.sid, right.action, right.resource]);
    byRow.set(key, { ...right, used: right.used + (byRow.get(key)?.used ?? 0) });
  }
  return [...byRow.values()];
};

const holderOf = ({ logicalId, arn }: Caller, { resources }: LocalTemplate): string => {
  const resource = resources.get(logicalId);
  if (resource?.type === 'AWS::Lambda::Function') return serviceOf(resource);
  const target = scheduleSchema.safeParse(resource?.properties);
  if (!target.success) return arn.split('/').at(-1) ?? arn;
  const { Arn: called } = target.data.Target;
  const fn = [...resources.values()].find(({ attributes }) => attributes.Arn === called);
  return `clock of ${fn ? serviceOf(fn) : (called.split(':::').at(-1) ?? called)}`;
};

const scheduleSchema = z.object({ Target: z.object({ Arn: z.string() }) });
const functionSchema = z.object({
  Environment: z.object({ Variables: z.object({ POWERTOOLS_SERVICE_NAME: z.string() }) }),
});

const serviceOf = ({ properties, ref }: LocalResource): string => {
  const named = functionSchema.safeParse(properties);
  return named.success ? named.data.Environment.Variables.POWERTOOLS_SERVICE_NAME : ref;
};

/** What CloudFormation puts behind a name to make it unlike all others. */
const hash = /[0-9A-F]{8}$/;
const account = /^arn:[\w-]*:[\w-]+:[\w-]*:\d*:/;

/** A resource of the template by its logical id; what is none of its resources, without the account. */
const makeNameOf = ({ resources }: LocalTemplate): ((pattern: string) => string) => {
  const known = [...resources.values()].flatMap(({ logicalId, ref, attributes }) =>
    [attributes.Arn, ref]
      .filter((arn) => arn?.startsWith('arn:'))
      .map((arn) => ({ arn: arn ?? '', name: logicalId.replace(hash, '') })),
  );
  return (pattern) => {
    const own = known.find(({ arn }) => pattern === arn || pattern.startsWith(`${arn}/`));
    return own ? pattern.replace(own.arn, own.name) : pattern.replace(account, '');
  };
};
