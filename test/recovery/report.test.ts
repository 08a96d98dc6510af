import { describe, expect, it } from 'vitest';
import { recoveryCommand, reportPage, reportText } from './command.ts';
import { figuresOf } from './figures.ts';
import { parseRecoveryArgs } from './options.ts';
import { makeShowProgress } from './progress-line.ts';
import { promisesOf } from './promises.ts';
import type { OutageMode } from './recording.ts';
import { verdictOf } from './report-rows.ts';
import { smallRecording } from './small-recording.ts';

const reportOf = (mode: OutageMode = '503') => {
  const recording = smallRecording(mode);
  const figures = figuresOf(recording);
  const promises = promisesOf(recording, figures);
  return {
    text: reportText(recording, figures, promises),
    page: reportPage(recording, figures, promises),
  };
};

describe('the report', () => {
  it('has its columns under each other', () => {
    const lines = reportOf().text.split('\n');
    expect(lines[0]).toBe('A WMS that answers 503 for 0.5 minutes, 6 orders a minute');
    const rows = lines.slice(lines.indexOf('Promises') + 1, lines.indexOf('Recovery') - 1);
    expect(rows).toHaveLength(9);
    expect(new Set(rows.slice(1).map((row) => row.indexOf('kept'))).size).toBe(1);
    expect(lines.at(-1)).toBe('All 8 promises were kept.');
  });

  it('tells the story of the order that came last', () => {
    const lines = reportOf().text.split('\n');
    const title = lines.indexOf('The order that came last, by seconds after the return');
    expect(lines.slice(title + 2, title + 5)).toEqual([
      '  received    -20.0 s',
      '  deferred    -19.0 s   circuit open        4.7 s',
      '  processed     4.1 s',
    ]);
  });

  it('says how many promises were broken', () => {
    const kept = { what: 'a', measured: '1', bound: '0', kept: true };
    expect(verdictOf([kept, { ...kept, kept: false }])).toBe('1 of 2 promises was broken.');
  });

  it.each(['refused', 'hang', '503', '429'] as const)(
    'as a page needs nothing from anywhere (%s)',
    (mode) => {
      const { page } = reportOf(mode);
      expect(page.match(/https?:|url\(|<script|@import/g)).toBeNull();
      expect(page.match(/<figure>/g)).toHaveLength(4);
      expect(page.match(/NaN|undefined|Infinity/g)).toBeNull();
    },
  );
});

describe('the command line', () => {
  it('has defaults', () => {
    expect(parseRecoveryArgs([])).toEqual({
      kind: 'run',
      mode: 'refused',
      minutes: 5,
      ordersPerMinute: 50,
      out: '.local/recovery',
    });
    expect(parseRecoveryArgs(['--mode', '429', '--minutes', '0.5', '--rate', '7'])).toMatchObject({
      mode: '429',
      minutes: 0.5,
      ordersPerMinute: 7,
    });
  });

  it.each([
    [['--mode', 'gone'], '--mode must be one of refused, hang, 503, 429, got "gone"'],
    [['--minutes', '0'], '--minutes must be above 0 and at most 60, got "0"'],
    [['--minutes', '1e1'], '--minutes must be above 0 and at most 60, got "1e1"'],
    [['--rate', '401'], '--rate must be above 0 and at most 400, got "401"'],
    [['--rate=-3'], '--rate must be above 0 and at most 400, got "-3"'],
    [['--out', ''], '--out must name a folder'],
    [['--what'], "Unknown option '--what'; --help lists the flags"],
    [['five'], "Unexpected argument 'five'; --help lists the flags"],
  ])('refuses %j in one line, with exit code 2', async (args, fault) => {
    const complaints: string[] = [];
    const progress = { isTerminal: false, write: () => undefined };
    const { signal } = new AbortController();
    const print = () => undefined;
    const complain = (line: string) => void complaints.push(line);
    expect(await recoveryCommand(args, { print, complain, progress, signal })).toBe(2);
    expect(complaints).toEqual([fault]);
  });
});

describe('progress', () => {
  const progress = {
    phase: 'away',
    phaseSeconds: 70,
    placed: 60,
    delivered: 10,
    parked: 0,
    attempts: 30,
    circuit: 'probe_failed',
  } as const;
  const shown = (isTerminal: boolean): readonly string[] => {
    const texts: string[] = [];
    const { show, end } = makeShowProgress({ isTerminal, write: (text) => void texts.push(text) });
    show(progress);
    show({ ...progress, phaseSeconds: 71 });
    end();
    return texts;
  };
  const line =
    'WMS away  1:10   placed 60, at the WMS 10, waiting 50, parked 0   attempts 30   circuit probe failed';

  it('is a line in ten seconds where it is kept', () => {
    expect(shown(false)).toEqual([`${line}\n`]);
  });

  it('is one line that changes on a terminal', () => {
    expect(shown(true)).toEqual([
      `\r\u001b[K${line}`,
      `\r\u001b[K${line.replace('1:10', '1:11')}`,
      '\r\u001b[K',
    ]);
  });
});
