/** Whatever JSON a signed body is, it is answered 200, and kept or parked: nothing that Shopify signs is lost. */
import { describe, expect, it } from 'vitest';
import { jsonBodies, jsonTexts } from '../builders/json-texts.ts';
import { signedRequest } from '../builders/shopify-order.ts';
import { makeWebhookWorld } from '../fakes/webhook-world.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

it('the texts are what their lists say', () => {
  expect(jsonTexts.valid.filter((text) => !isJson(text))).toEqual([]);
  expect(jsonTexts.invalid.filter(isJson)).toEqual([]);
  expect(jsonTexts.valid.length).toBeGreaterThan(80);
  expect(jsonTexts.invalid.length).toBeGreaterThan(180);
});

describe('a signed body', () => {
  it('of any JSON, and of what is none, is answered 200 and parked once', async () => {
    for (const body of jsonBodies) {
      const world = makeWebhookWorld();

      expect(await world.post(signedRequest({ body })), String(body)).toBe(200);
      expect([world.messages().length, world.letters.bodies().length], String(body)).toEqual([
        0, 1,
      ]);
      expect(
        world.takeReports().map(({ stage }) => stage),
        String(body),
      ).toEqual(['received', 'parked']);
    }
  });
});
