/**
 * The messages between the function host and the process of one environment.
 *
 * Payloads travel as JSON text, as they do on AWS, so that nothing but JSON gets through.
 */

/** Parent to child: one event; the next is sent only after the answer. */
export type EventForChild = {
  readonly requestId: string;
  readonly payload: string;
  /** When the function is killed, epoch milliseconds. */
  readonly deadline: number;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: number;
  readonly logGroup: string;
  readonly logStream: string;
};

/** Child to parent: `ready` or `failed` once after loading the module, then one per event. */
export type ReportFromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answered'; readonly payload: string }
  | { readonly kind: 'failed'; readonly errorType: string; readonly message: string };
