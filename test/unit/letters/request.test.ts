import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterSchema } from '../../../lib/letters/filter.ts';
import { cursorSchema } from '../../../lib/letters/indexed-letter.ts';
import { mustBe, parseAnyRequest, parseBrowseRequest } from '../../../lib/letters/parse-request.ts';
import { anyRequestSchema } from '../../../lib/letters/request.ts';

const asOf = '2026-11-22T12:00:00.000Z';
const replay = { action: 'replay', confirm: 3, asOf };
const discard = { action: 'discard', confirm: 3, asOf, reason: 'shipped by hand' };

const faultOf = (event: unknown): string => {
  const parsed = parseAnyRequest(event);
  return parsed.kind === 'refused' ? parsed.fault : 'not refused';
};

describe('a request', () => {
  it.each<[unknown, object]>([
    [{ action: 'list' }, { action: 'list', filter: {}, limit: 20 }],
    [
      { action: 'list', filter: { class: 'rejected' }, limit: 0 },
      { action: 'list', filter: { class: 'rejected' }, limit: 0 },
    ],
    [
      { action: 'list', limit: 100, after: { parkedAt: asOf, letterId: 'letter' } },
      { action: 'list', filter: {}, limit: 100, after: { parkedAt: asOf, letterId: 'letter' } },
    ],
    [
      { action: 'show', letterId: 'letter' },
      { action: 'show', letterId: 'letter', personal: false, by: 'unknown' },
    ],
    [{ action: 'plan' }, { action: 'plan', filter: {}, force: false }],
    [{ action: 'jobs' }, { action: 'jobs' }],
    [
      { action: 'job', jobId: 'job' },
      { action: 'job', jobId: 'job' },
    ],
  ])('%j is understood by both functions', (event, request) => {
    expect(parseBrowseRequest(event)).toEqual({ kind: 'request', request });
    expect(parseAnyRequest(event)).toEqual({ kind: 'request', request });
  });

  it.each<[unknown, object]>([
    [replay, { ...replay, filter: {}, by: 'unknown', force: false }],
    [
      { ...replay, by: ' Ada ', pacePerSecond: 50 },
      { ...replay, filter: {}, by: 'Ada', force: false, pacePerSecond: 50 },
    ],
    [discard, { ...discard, filter: {}, by: 'unknown' }],
    [
      { action: 'stop', jobId: 'job' },
      { action: 'stop', jobId: 'job', by: 'unknown' },
    ],
    [
      { action: 'resume', jobId: 'job' },
      { action: 'resume', jobId: 'job', by: 'unknown' },
    ],
    [{ action: 'work' }, { action: 'work' }],
  ])('%j is understood by the writing function alone', (event, request) => {
    expect(parseAnyRequest(event)).toEqual({ kind: 'request', request });
    expect(parseBrowseRequest(event)).toEqual({
      kind: 'refused',
      code: 'invalid_request',
      fault: `action must be one of list, show, plan, jobs, job; ask replay-dead-letters to ${(event as { action: string }).action}`,
    });
  });

  it('that only replay-dead-letters knows is not offered by browse-dead-letters', () => {
    expect(parseBrowseRequest({ action: 'lst' })).toEqual({
      kind: 'refused',
      code: 'invalid_request',
      fault: 'action must be one of list, show, plan, jobs, job',
    });
  });
});

describe('a wrong request', () => {
  it.each<[unknown, string]>([
    [undefined, 'the request must be a JSON object like {"action": "list"}'],
    ['list', 'the request must be a JSON object like {"action": "list"}'],
    [
      { action: 'replya' },
      'action must be one of list, show, plan, jobs, job, replay, discard, stop, resume, work',
    ],
    [
      { action: 'list', filter: { clas: 'rejected' } },
      'filter.clas is not a field here; known are class, reason, topic, shop, orderId, letterId, parkedAfter, parkedBefore, fate',
    ],
    [
      { action: 'show', letter: 'letter' },
      'letter is not a field here; known are action, letterId, personal, by',
    ],
    [
      { action: 'list', after: { parkedAt: asOf, letterId: 'letter', page: 2 } },
      'after.page is not a field here; known are parkedAt, letterId',
    ],
    [{ action: 'list', filter: { orderId: 42 } }, 'filter.orderId must be digits in quotes'],
    [
      { action: 'list', filter: { class: 'lost' } },
      'filter.class must be one of malformed, too_large, deleted, unmappable, rejected, forbidden, exhausted, expired, poison, unknown',
    ],
    [
      { action: 'list', filter: { parkedAfter: 'yesterday' } },
      'filter.parkedAfter must be an instant in UTC like 2026-11-22T10:00:00.000Z',
    ],
    [{ action: 'list', limit: 101 }, 'limit must be a whole number from 0 to 100'],
    [{ action: 'show' }, "letterId must be a letter's id, as list has it"],
    [{ action: 'job', jobId: '' }, "jobId must be a job's id, as jobs has it"],
    [
      { action: 'replay', asOf },
      'confirm must be a whole number: how many letters the plan says, `replay` of them or for a discard `letters`',
    ],
    [
      { action: 'replay', confirm: 3 },
      "asOf must be the plan's asOf, an instant in UTC like 2026-11-22T10:00:00.000Z",
    ],
    [
      { ...replay, pacePerSecond: 1_000 },
      'pacePerSecond must be a number of letters from 0.1 to 100',
    ],
    [{ ...replay, force: 'yes' }, 'force must be true or false'],
    [{ ...discard, reason: '  ' }, 'reason must be why, in one line of 1 to 200 characters'],
    [{ ...discard, reason: 'a\nb' }, 'reason must be why, in one line of 1 to 200 characters'],
    [{ ...discard, force: true }, expect.stringMatching(/^force is not a field here; known are /)],
    [
      { action: 'stop', jobId: 'job', by: '\u001b[2J' },
      'by must be who asks, in one line of 1 to 300 characters',
    ],
  ])('%j is answered with the field and the fix', (event, fault) => {
    expect(faultOf(event)).toEqual(fault);
  });

  it('says of every field what it must be', () => {
    const fields = anyRequestSchema.options.flatMap(({ shape }) => Object.keys(shape));
    const nested = [
      ...Object.keys(filterSchema.shape).map((field) => `filter.${field}`),
      ...Object.keys(cursorSchema.shape).map((field) => `after.${field}`),
    ];

    expect([...Object.keys(mustBe), 'action'].toSorted()).toEqual(
      [...new Set([...fields, ...nested])].toSorted(),
    );
  });

  it('is answered in one line without any value of it', () => {
    const field = fc.constantFrom('action', ...Object.keys(mustBe));
    const known = fc.constantFrom(...anyRequestSchema.options.map((o) => o.shape.action.value));
    const event = fc
      .tuple(known, fc.dictionary(field, fc.constantFrom('s3cret', 41.5, null, [], {})))
      .map(([action, fields]) => ({ action, ...fields }));
    fc.assert(
      fc.property(event, (asked) => {
        const parsed = parseAnyRequest(asked);
        const fault = parsed.kind === 'refused' ? parsed.fault : 'none';
        expect(fault).toMatch(/^[\x20-\x7e]{1,400}$/);
        expect(fault).not.toMatch(/s3cret|41\.5|must be left out/);
      }),
    );
  });

  it('may have any name for a field, and gets it back cut and in one line', () => {
    expect(faultOf({ action: 'jobs', [`\n${'x'.repeat(10_000)}`]: 1 })).toBe(
      `?${'x'.repeat(59)} is not a field here; known are action`,
    );
  });
});
