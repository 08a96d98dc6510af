import { describe, expect, it } from 'vitest';
import { keepApart } from '../../cdk/local/ports.ts';
import { exitCodeOf } from '../../cdk/local/start-refused.ts';

const wishes = (asked: { readonly door?: number; readonly page?: number }) => ({
  door: { what: 'the door', asked: asked.door, usual: 3_000 },
  page: { what: 'the page', asked: asked.page, usual: 8_080 },
});

describe('the ports', () => {
  it('that were asked for are nobody else’s usual ones', () => {
    const apart = keepApart(wishes({ door: 8_080 }));

    expect(apart.door).toEqual({ what: 'the door', asked: 8_080, usual: 3_000 });
    expect(apart.page.usual).toBe(0);
  });

  it('stay the usual ones when any free one was asked for', () => {
    expect(keepApart(wishes({ door: 0, page: 0 })).page.usual).toBe(8_080);
  });

  it('are refused when one was asked for twice', () => {
    let refused: unknown;
    try {
      keepApart(wishes({ door: 5_111, page: 5_111 }));
    } catch (error) {
      refused = error;
    }

    expect(String(refused)).toContain('port 5111 was asked for twice: for the door and the page');
    expect(exitCodeOf(refused)).toBe(2);
  });
});
