/** The outputs of a stage's stack, as a deploy leaves them, and what the command line makes of them. */
import type { StageNames } from '../../cdk/bridge/stage-names.ts';

export const stageOutputs = (table: string): Readonly<Record<string, string>> => ({
  Deployment: 'production',
  Production: 'true',
  WebhookUrl: 'https://api.example/webhooks/shopify',
  OperationsUrl: 'https://api.example/operations/dead-letters',
  TableName: table,
  ReportsBucket: 'reports',
  OrdersQueueUrl: 'https://queues.example/Orders.fifo',
  DeadLettersQueueUrl: 'https://queues.example/DeadLetters.fifo',
  AcceptWebhookFunction: 'Accept',
  DeliverOrderFunction: 'Deliver',
  BrowseDeadLettersFunction: 'Browse',
  ReplayDeadLettersFunction: 'Replay',
  ReconcileOrdersFunction: 'Reconcile',
  WatchBridgeFunction: 'Watch',
  LogGroups: 'AcceptLogs,DeliverLogs',
  ShopSecretArnmyDashshop: 'arn:shop',
  ShopAdminSecretArnmyDashshop: 'arn:admin',
});

export const stageNames = {
  production: true,
  table: 'T',
  reportsBucket: 'reports',
  webhookUrl: 'https://api.example/webhooks/shopify',
  queues: {
    orders: 'https://queues.example/Orders.fifo',
    deadLetters: 'https://queues.example/DeadLetters.fifo',
  },
  functions: {
    acceptWebhook: 'Accept',
    deliverOrder: 'Deliver',
    browseDeadLetters: 'Browse',
    replayDeadLetters: 'Replay',
    reconcileOrders: 'Reconcile',
  },
  logGroups: ['AcceptLogs', 'DeliverLogs'],
  shopSecrets: { 'my-shop.myshopify.com': 'arn:shop' },
  adminSecrets: { 'my-shop.myshopify.com': 'arn:admin' },
} satisfies Partial<StageNames>;
