/**
 * What the alarm table looks at: the parts of a stage and its settings.
 */
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StageSettings } from '../../../lib/config/stage.ts';
import type { Measure } from './measures.ts';

export interface WatchedParts {
  readonly settings: StageSettings;
  readonly measure: Measure;
  readonly acceptWebhook: IFunction;
  readonly deliverOrder: IFunction;
  /** @default - the WMS's credentials are not rotated */
  readonly rotateWmsKey?: IFunction | undefined;
  readonly api: HttpApi;
  readonly orders: Queue;
  readonly page: Topic;
}
