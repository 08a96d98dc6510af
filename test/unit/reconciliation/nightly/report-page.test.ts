/** The report as a page: what a person reads of it, and that nothing in it is more than text. */
import { describe, expect, it } from 'vitest';
import { reportPage } from '../../../../lib/reconciliation/nightly/report-page.ts';
import { handled, seenReport } from './seen-report.ts';

/** The text of each element of this name. */
const textsOf = (page: string, element: string): readonly string[] =>
  [...page.matchAll(new RegExp(`<${element}[^>]*>([^<]*)</${element}>`, 'g'))].map(
    ([, text = '']) => text,
  );

describe('the report', () => {
  it('says first what is wrong, and then what to do', () => {
    const page = reportPage(seenReport(handled));

    expect(textsOf(page, 'title')).toEqual(['demo.myshopify.com: somebody must look']);
    expect(textsOf(page, 'h1')).toEqual([
      'Somebody must look: 3 of 6 differences among 100000 orders could not be repaired. See what to do below.',
    ]);
    expect(textsOf(page, 'li')).toEqual([
      '1 a dead letter. Dead letters: npm run bridge -- dead-letters list',
      '1 not shown by Shopify. Shopify lists these orders and does not show them: they may be deleted. npm run bridge -- trace ORDER',
      '1 to be looked at. Ask the warehouse about these orders: who made them there? Nothing was changed. npm run bridge -- trace ORDER',
    ]);
  });

  it('names each order, what it has where, and what was done', () => {
    const page = reportPage(seenReport(handled.slice(2, 3)));

    expect(page).toContain(
      '<tr><th scope="row">820982911946154003</th><td data-head="what">older at the WMS than delivered, or not there</td><td data-head="in Shopify">2026-11-22T01:15:00Z</td><td data-head="at the WMS">none</td><td data-head="done">sent again</td></tr>',
    );
  });

  it('counts only what became of a difference', () => {
    const page = reportPage(seenReport(handled.slice(0, 1)));
    const heads = textsOf(page, 'th').slice(0, 3);

    expect(heads).toEqual(['kind', 'found', 'sent again']);
    expect(page).toContain(
      '<tr><th scope="row">in Shopify, and never came to the bridge</th><td class="number" data-head="found">1</td><td class="number" data-head="sent again">1</td></tr>',
    );
  });

  it('says what time and memory it took', () => {
    const page = reportPage(seenReport([]));

    expect(page).toContain('<th scope="row">work</th><td>41.3 s in 5 slices</td>');
    expect(page).toContain('<th scope="row">memory</th><td>150 MB, of it heap 60 MB</td>');
  });

  it('of a night without differences is short', () => {
    const page = reportPage(seenReport([], { verdict: 'well', open: 0 }));

    expect(textsOf(page, 'h1')).toEqual(['All is well: 100000 orders compared, no differences.']);
    expect(textsOf(page, 'li')).toEqual([]);
    expect(textsOf(page, 'caption')).toEqual(['Differences', 'The comparison']);
  });

  it('says what was not compared, and how many orders it does not name', () => {
    const gaps = ['wms_refused', 'export_lines:3', 'unfinished:comparing'];
    const page = reportPage(seenReport(handled, { gaps, differencesNotNamed: 12 }));

    expect(textsOf(page, 'li').slice(0, 3)).toEqual([
      'The WMS refused its list (401 or 403): look at its credentials.',
      'Lines of the export could not be read: 3',
      'It ran out of time at: comparing',
    ]);
    expect(page).toContain('<p>And 12 more.</p>');
  });
});

describe('nothing in the report is more than text', () => {
  const hostile = `"><img src=x onerror='alert(1)'><script>alert(2)</script>&amp;`;
  const page = reportPage(
    seenReport(
      handled.map((one) => ({ ...one, orderId: hostile, version: hostile, wmsVersion: hostile })),
      {
        ...{ run: hostile, deployment: hostile, shop: hostile, by: hostile, gaps: [hostile] },
        ...{ span: { since: hostile, until: hostile }, begunAt: hostile, finishedAt: hostile },
      },
    ),
  );

  it('wherever it stands', () => {
    expect(page).not.toMatch(/<(img|script)/);
    expect(page.split('&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;')).toHaveLength(29);
  });

  it('and nothing is loaded, and no script runs', () => {
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    );
    expect(page).not.toMatch(/\s(src|href|on\w+)=(?![^<]*<\/)/);
  });
});
