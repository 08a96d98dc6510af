import { Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { deadLettersWidget } from '../../cdk/constructs/dead-letters-widget.ts';

const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:browse';
const browse = LambdaFunction.fromFunctionArn(new Stack(), 'Browse', arn);

describe('the widget of the dead letters', () => {
  it('is answered by the function that looks, and is asked again by a refresh alone', () => {
    expect(deadLettersWidget(browse).toJson()).toMatchObject([
      {
        type: 'custom',
        width: 24,
        properties: {
          endpoint: arn,
          updateOn: { refresh: true, resize: false, timeRange: false },
        },
      },
    ]);
  });
});
