/** What the simulated services look at of an SDK command: its operation and its input. */
export type Command = { readonly input: object };

export type Operation = {
  /** As AWS calls it, for instance `GetItem`. */
  readonly name: string;
  /** Plain JavaScript values instead of marshalled ones: a command of lib-dynamodb. */
  readonly isDocument: boolean;
};

const operations = new WeakMap<object, Operation>();

/** @throws TypeError for what is no command. */
export const asCommand = (given: unknown): Command => {
  const { input } = (given ?? {}) as { readonly input?: unknown };
  if (typeof input !== 'object' || input === null) throw new TypeError('not an SDK command');
  return given as Command;
};

/** A document command wraps the client's own, whose name is the operation's. */
export const operationOf = (command: Command): Operation => {
  const known = operations.get(command.constructor);
  if (known) return known;
  const { clientCommand } = command as { readonly clientCommand?: object };
  const operation = {
    name: (clientCommand ?? command).constructor.name.replace(/Command$/, ''),
    isDocument: clientCommand !== undefined,
  };
  operations.set(command.constructor, operation);
  return operation;
};

/** The same for every answer; nobody looks at what is in it. */
export const $metadata = Object.freeze({ httpStatusCode: 200, attempts: 1 });
