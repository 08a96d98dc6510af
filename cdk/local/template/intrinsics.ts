/**
 * Evaluates CloudFormation's intrinsic functions in a value of the template.
 *
 * What names mean is the scope's business; what cannot be evaluated is reported to it, all at once.
 */

/** What a template's names stand for. `undefined` means that there is no such name. */
export type Scope = {
  readonly ref: (name: string) => unknown;
  readonly attribute: (logicalId: string, attribute: string) => string | undefined;
  readonly condition: (name: string) => boolean;
  readonly mapping: (map: string, key: string, secondKey: string) => unknown;
  readonly fault: (message: string) => void;
};

/** `AWS::NoValue`: the property or list element that holds it disappears. */
export const noValue = Symbol('AWS::NoValue');

type Resolve = (value: unknown) => unknown;
type Intrinsic = (argument: unknown, resolve: Resolve, scope: Scope) => unknown;

/** Replaces every intrinsic function within a value by what it stands for. */
export const resolveValue = (value: unknown, scope: Scope): unknown => {
  const resolve: Resolve = (part) => resolveValue(part, scope);
  if (Array.isArray(value)) return value.map(resolve).filter((element) => element !== noValue);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only !== undefined && entries.length === 1 && isIntrinsic(only[0])) {
    const intrinsic = intrinsics[only[0]];
    if (intrinsic !== undefined) return intrinsic(only[1], resolve, scope);
    scope.fault(`${only[0]} is not supported by the local stack`);
    return '';
  }
  const resolved = entries.map(([key, part]) => [key, resolve(part)] as const);
  return Object.fromEntries(resolved.filter(([, part]) => part !== noValue));
};

const isIntrinsic = (key: string): boolean => key === 'Ref' || key.startsWith('Fn::');

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const refer = (name: string, scope: Scope): unknown => {
  const value = scope.ref(name);
  if (value === undefined) scope.fault(`Ref ${name} refers to nothing in the template`);
  return value ?? '';
};

const attributeOf = (logicalId: string, attribute: string, scope: Scope): string => {
  const value = scope.attribute(logicalId, attribute);
  if (value === undefined)
    scope.fault(`Fn::GetAtt ${logicalId}.${attribute} is not supported by the local stack`);
  return value ?? '';
};

const getAttribute: Intrinsic = (argument, resolve, scope) => {
  const [logicalId, attribute] =
    typeof argument === 'string' ? splitOnce(argument) : list(resolve(argument)).map(String);
  return attributeOf(logicalId ?? '', attribute ?? '', scope);
};

const splitOnce = (path: string): readonly [string, string] => {
  const dot = path.indexOf('.');
  return dot < 0 ? [path, ''] : [path.slice(0, dot), path.slice(dot + 1)];
};

const join: Intrinsic = (argument, resolve) => {
  const [separator, parts] = list(resolve(argument));
  return list(parts).map(String).join(String(separator));
};

const substitute: Intrinsic = (argument, resolve, scope) => {
  const [text, variables] = list(argument);
  const named = (resolve(variables ?? {}) ?? {}) as Readonly<Record<string, unknown>>;
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (name in named) return String(named[name]);
    return name.includes('.') ? attributeOf(...splitOnce(name), scope) : String(refer(name, scope));
  });
};

const select: Intrinsic = (argument, resolve, scope) => {
  const [index, from] = list(resolve(argument));
  const chosen = list(from)[Number(index)];
  if (chosen === undefined) scope.fault(`Fn::Select has no element ${String(index)}`);
  return chosen ?? '';
};

const split: Intrinsic = (argument, resolve) => {
  const [separator, text] = list(resolve(argument));
  return String(text).split(String(separator));
};

// Only the chosen branch is evaluated: the other may name a resource that its condition leaves out.
const choose: Intrinsic = (argument, resolve, scope) => {
  const [condition, whenTrue, whenFalse] = list(argument);
  return resolve(scope.condition(String(condition)) ? whenTrue : whenFalse);
};

const findInMap: Intrinsic = (argument, resolve, scope) => {
  const [map, key, secondKey] = list(resolve(argument)).map(String);
  const value = scope.mapping(map ?? '', key ?? '', secondKey ?? '');
  if (value === undefined) scope.fault(`Fn::FindInMap finds no ${map}.${key}.${secondKey}`);
  return value ?? '';
};

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, _, scope) => refer(String(argument), scope),
  'Fn::GetAtt': getAttribute,
  'Fn::Join': join,
  'Fn::Sub': substitute,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': choose,
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (argument, resolve) => Buffer.from(String(resolve(argument))).toString('base64'),
};
