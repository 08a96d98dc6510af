/**
 * What the parts of a stage are called, from its stack's outputs; every command begins with it.
 */

export type StageNames = {
  readonly stage: string;
  /** For people. */
  readonly title: string;
  /** What a command must be given to mean this stage: ` --stage production`, or nothing. */
  readonly flag: string;
  readonly table: string;
  /** The bucket's name. */
  readonly reportsBucket: string;
  /** The ARN of the secret with the WMS's credentials; not there where the WMS asks for none. */
  readonly wmsSecret?: string;
  /** The ARN of the secret with the pager's address; an older release does not tell it. */
  readonly pagerSecret?: string;
  /** ARNs of the secrets that shops sign with, by the shop's domain. */
  readonly shopSecrets: Readonly<Record<string, string>>;
  /** ARNs of the secrets for the shops' Admin APIs, by the shop's domain. */
  readonly adminSecrets: Readonly<Record<string, string>>;
  /** Test orders are ignored there. */
  readonly production: boolean;
  /** The full URL of the POST. */
  readonly webhookUrl: string;
  readonly queues: { readonly orders: string; readonly deadLetters: string };
  /** Deployed names. */
  readonly functions: {
    readonly acceptWebhook: string;
    readonly deliverOrder: string;
    readonly browseDeadLetters: string;
    readonly replayDeadLetters: string;
    readonly reconcileOrders: string;
  };
  /** Of all functions, in the order in which an order meets them. */
  readonly logGroups: readonly string[];
};

/** What stands for the local stack. */
export const localStage = 'local';
