import { describe, expect, it } from 'vitest';
import { parseBenchArgs } from './options.ts';

describe('the command line of the bench', () => {
  it('measures everything, the promised loads for two minutes', () => {
    expect(parseBenchArgs([])).toEqual({
      kind: 'run',
      parts: ['receiver', 'cold', 'cost', 'load', 'saturation'],
      ...{ full: false, out: '.local/bench' },
    });
  });

  it('measures some in their order', () => {
    expect(parseBenchArgs(['--only', 'load,receiver', '--full', '--out', 'x'])).toEqual({
      ...{ kind: 'run', parts: ['receiver', 'load'], full: true, out: 'x' },
    });
  });

  it.each([
    [['--only', 'speed'], '--only must name receiver, cold, cost, load, saturation, got "speed"'],
    [['--out', ''], '--out must name a folder'],
    [['--fast'], "Unknown option '--fast'; --help lists the flags"],
  ])('%j is wrong', (args, fault) => {
    expect(parseBenchArgs(args)).toEqual({ kind: 'wrong', fault });
  });
});
