import { describe, expect, it } from 'vitest';
import { readWidgetEvent } from '../../../lib/letters/widget/widget-event.ts';

/** What CloudWatch sends along, in part. */
const context = { dashboardName: 'bridge', theme: 'dark', params: {}, forms: { all: {} } };

describe('an event of the widget', () => {
  it('is known by its context, which no other request has', () => {
    expect(readWidgetEvent({ widgetContext: context })).toEqual({
      ...{ kind: 'ask', request: {}, form: {} },
    });
    expect(
      [{ action: 'list' }, {}, null, 'text', { widgetContext: 'none' }].map(readWidgetEvent),
    ).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it('asks what its button has, or the parameters of the dashboard', () => {
    const request = { action: 'list', filter: { class: 'rejected' } };

    expect(readWidgetEvent({ ...request, widgetContext: context })).toMatchObject({ request });
  });

  it('brings what stands in the form, and nothing where the form is something else', () => {
    const forms = { all: { orderId: '42' } };

    expect(readWidgetEvent({ widgetContext: { ...context, forms } })).toMatchObject({
      form: { orderId: '42' },
    });
    expect(readWidgetEvent({ widgetContext: { ...context, forms: 'none' } })).toMatchObject({
      form: {},
    });
  });

  it('may only ask what the widget is, with a context or without', () => {
    expect(
      [{ describe: true }, { describe: true, widgetContext: context }].map(readWidgetEvent),
    ).toEqual([{ kind: 'describe' }, { kind: 'describe' }]);
    expect(readWidgetEvent({ describe: 'yes' })).toBeUndefined();
  });
});
