import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { makeHandler } from '../../functions/replay-dead-letters/handler.ts';
import type { ReplayRequest, ReplayResult } from '../../lib/replay/replay-letters.ts';

const context = { getRemainingTimeInMillis: () => 59_000 } as Context;
const result: ReplayResult = {
  replayed: 2,
  skipped: { needs_shopify: 1, unreadable: 0, deleted_in_shopify: 0, parked_again: 0 },
  complete: true,
};

/** What happens, in order. */
const makeScene = () => {
  const steps: (readonly [step: string, request: ReplayRequest, millis?: number])[] = [];
  const handler = makeHandler({
    replay: async (request, remainingMillis) => {
      steps.push(['replay', request, remainingMillis()]);
      return result;
    },
    audit: (request) => steps.push(['audit', request]),
  });
  return { steps, ask: (event: unknown) => handler(event, context) };
};

describe('replay-dead-letters', () => {
  it.each<[unknown, ReplayRequest]>([
    [{ all: true }, { kind: 'all' }],
    [
      { orderId: '820982911946154508', shop: 'demo.myshopify.com' },
      { kind: 'order', orderId: '820982911946154508', shop: 'demo.myshopify.com' },
    ],
  ])(
    'asked %j writes the audit line, then replays, and answers with the counts',
    async (event, request) => {
      const scene = makeScene();
      expect(await scene.ask(event)).toEqual(result);
      expect(scene.steps).toEqual([
        ['audit', request],
        ['replay', request, 59_000],
      ]);
    },
  );

  it.each([[{}], [{ orderId: 1 }], [undefined]])(
    'asked %j touches nothing, and says how to ask',
    async (event) => {
      const scene = makeScene();
      expect(await scene.ask(event)).toEqual({
        error: expect.stringMatching(/^ask \{"all": true\}/),
      });
      expect(scene.steps).toEqual([]);
    },
  );
});
