/**
 * How the local stack is started: what is given, and which ports that means.
 */
import type { DemoTimes } from './demo/demo.ts';
import type { LogRecord } from './functions/log-lines.ts';
import type { Settings } from './local-settings.ts';
import type { ShopOptions } from './options.ts';
import { keepApart } from './ports.ts';

export type LocalStackOptions = {
  /** Holds `stack.json`, the logs, the lock and the synthesized template. */
  readonly stateDir: string;
  /** Ports that were asked for; 0 takes any free one, `undefined` the usual one if it is free. */
  readonly port?: number | undefined;
  readonly awsPort?: number | undefined;
  readonly consolePort?: number | undefined;
  /** Of the simulated WMS, and of the simulated Admin API. */
  readonly wmsPort?: number | undefined;
  readonly shopAdminPort?: number | undefined;
  /** Of the local pager. */
  readonly pagerPort?: number | undefined;
  /** How long a minute of the template's alarms and schedules lasts here. @default - 60 000, a minute */
  readonly minuteMillis?: number | undefined;
  /** Whether the simulated shop sends orders. */
  readonly traffic: boolean;
  /** How it does so. @default - the scenario `steady`, another seed every time */
  readonly shop?: ShopOptions | undefined;
  /** An order fails and another is refused, and both recover. @default - they do not */
  readonly demo?: DemoTimes | undefined;
  /** An outside WMS. @default - a simulated one is started */
  readonly wmsUrl?: string | undefined;
  /** Stands for `https://{shop}`, whose Admin API is outside. @default - a simulated one is started */
  readonly shopifyAdminUrl?: string | undefined;
  /** An outside emulator, whose table of ours is emptied. @default - the embedded one */
  readonly dynamodbEndpoint?: string | undefined;
  /** The same for the queues. */
  readonly sqsEndpoint?: string | undefined;
  /** Laid over the stage `local` of cdk.json. */
  readonly settings?: Settings;
  /** A synthesized app. @default - the stage `local` is synthesized */
  readonly assemblyDir?: string;
  /** Ends a start that is still under way. */
  readonly signal?: AbortSignal;
  /** Told what is going on, in lines for people. */
  readonly note?: (line: string) => void;
  /** Every line that a function logs. */
  readonly onRecord?: (functionName: string, record: LogRecord) => void;
};

export const usualMinuteMillis = 60_000;

/** The template pins no region; this one is a real one, so that ARNs look as they will. */
export const region = 'eu-central-1';

export const portWishes = (options: LocalStackOptions) =>
  keepApart({
    webhook: { what: 'the webhook', asked: options.port, usual: 3_000 },
    aws: { what: 'the AWS API', asked: options.awsPort, usual: 4_566 },
    console: { what: 'the page', asked: options.consolePort, usual: 8_080 },
    wms: { what: 'the simulated WMS', asked: options.wmsPort, usual: 4_010 },
    admin: { what: 'the simulated Admin API', asked: options.shopAdminPort, usual: 4_020 },
    pager: { what: 'the local pager', asked: options.pagerPort, usual: 4_030 },
  });
