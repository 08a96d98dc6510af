/**
 * What the parts of the local stack promise each other: template → AWS endpoint → functions → gateway.
 *
 * The parts know each other through these types alone, so that each can be tested without the others.
 */

/** A resource of the synthesized template with every intrinsic function resolved. */
export type LocalResource = {
  readonly logicalId: string;
  /** The CloudFormation type, for instance `AWS::SQS::Queue`. */
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** What `Ref` gives: a queue's URL on the local endpoint, a table's name, a secret's ARN … */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by attribute name (`Arn`, `QueueName` …). */
  readonly attributes: Readonly<Record<string, string>>;
};

export type LocalTemplate = {
  readonly stackName: string;
  readonly resources: ReadonlyMap<string, LocalResource>;
  readonly outputs: Readonly<Record<string, string>>;
  /** The absolute folder of a function's asset, by the function's logical id. */
  readonly assets: ReadonlyMap<string, string>;
};

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
};

/** Who acts with credentials, as AWS names it. */
export type Identity = {
  /** Of a user, or of a role's session. */
  readonly arn: string;
  readonly userId: string;
};

/** One thing that somebody wants to do. */
export type Permission = {
  /** For instance `sqs:SendMessage`. */
  readonly action: string;
  readonly resource: string;
};

/** Who has this access key, if it may do that; what is denied is reported. */
export type Admit = (accessKeyId: string, permission: Permission) => Identity | undefined;

/** One call that the caller's policies do not allow. */
export type Denial = Permission & {
  /** The logical id of the function, the schedule or the managed policy. */
  readonly caller: string;
  readonly reason: 'not allowed' | 'explicitly denied';
};

export type InvocationResult =
  | { readonly kind: 'answered'; readonly payload: unknown; readonly billedMillis: number }
  /** The handler threw, or its process ended; `message` is what Lambda would put into `errorMessage`. */
  | { readonly kind: 'function-error'; readonly errorType: string; readonly message: string }
  /** No environment became free within the time that is waited for one. */
  | { readonly kind: 'throttled' };

/** Runs one event in one environment of a function. */
export type InvokeFunction = (
  functionLogicalId: string,
  payload: unknown,
) => Promise<InvocationResult>;

/** The local AWS API: every service that the functions and the operator's command line call, on one address. */
export type AwsEndpoint = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Resolved against this endpoint's address. */
  readonly template: LocalTemplate;
  /**
   * Credentials that act with the policies of the role of this function or schedule, or as a person
   * with this managed policy.
   */
  readonly credentialsOf: (logicalId: string) => Credentials;
  readonly admit: Admit;
  readonly close: () => Promise<void>;
};

/** The environments (child processes) of all functions of the template. */
export type FunctionHost = {
  readonly invoke: InvokeFunction;
  /** Process ids by function logical id, those warm or starting. */
  readonly pids: () => ReadonlyMap<string, readonly number[]>;
  readonly close: () => Promise<void>;
};
