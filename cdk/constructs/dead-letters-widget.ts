/**
 * The dead letters on a dashboard: a custom widget, whose HTML browse-dead-letters answers with the rights
 * of whoever looks. Who may only look is refused by IAM where a button changes something.
 */
import { CustomWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';

/** Of the dashboard's grid: its whole width, and room for some ten rows. */
const size = { width: 24, height: 9 } as const;

/** @param browse - browse-dead-letters; it knows the function that its buttons call. */
export const deadLettersWidget = (browse: IFunction): CustomWidget =>
  new CustomWidget({
    ...size,
    title: 'Dead letters',
    functionArn: browse.functionArn,
    updateOnRefresh: true,
    // Neither says anything about what lies there, and a plan would be lost.
    updateOnResize: false,
    updateOnTimeRangeChange: false,
  });
