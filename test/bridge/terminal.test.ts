/** What a person at the terminal sees and is asked; and what a script is spared. */
import { EventEmitter } from 'node:events';
import { PassThrough, Readable, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { jsonText } from '../../cdk/bridge/plain-text.ts';
import { exitCodeOf } from '../../cdk/bridge/refusal.ts';
import { makeTerminal } from '../../cdk/bridge/terminal.ts';
import { until } from '../end-to-end/bridge.ts';

type Ends = { readonly input?: Readable; readonly isTTY?: boolean; readonly json?: boolean };

const open = ({ input = Readable.from([]), isTTY = false, json = false }: Ends) => {
  let [drawn, millis] = ['', 0];
  const output = Object.assign(
    new Writable({
      write: (part, _encoding, done) => {
        drawn += part;
        done();
      },
    }),
    { isTTY, columns: 100 },
  );
  const signals = new EventEmitter();
  const terminal = makeTerminal({ input, output, signals, now: () => millis })({ json });
  return {
    terminal,
    signals,
    drawn: () => stripVTControlCharacters(drawn),
    pass: (seconds: number) => {
      millis += seconds * 1_000;
    },
  };
};

/** A keyboard, and how the terminal takes its keys. */
const keyboard = () => {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (raw: boolean) => void modes.push(raw),
  });
  return { input, modes };
};

const faultOf = (work: Promise<unknown>): Promise<string> =>
  work.then(String, (error: Error) => `${exitCodeOf(error)}: ${error.message}`);

describe('at a terminal', () => {
  it('the bar shows how far it is, and is gone at the end', async () => {
    const { input, modes } = keyboard();
    const { terminal, drawn } = open({ input, isTTY: true });
    terminal.progress({ done: 0, of: 240, text: 'begins' });
    terminal.progress({ done: 60, of: 240, text: '60 sent again,\n5/s' });
    const shown = await until('the bar', () => drawn().includes('60 sent again, 5/s') && drawn());
    terminal.end();

    expect(shown).toMatch(/[━=]{24} 60 sent again, 5\/s/);
    // Ctrl-C is a signal, and not a key that the bar ends the program at.
    expect(modes.at(-1)).toBe(false);
  });

  it('a question is answered by typing', async () => {
    const { input } = keyboard();
    const { terminal, drawn } = open({ input, isTTY: true });
    terminal.tell('the plan');
    const answer = terminal.ask('How many?');
    input.write('240\r');

    expect(await answer).toBe('240');
    expect(drawn()).toMatch(/^the plan\n\n[\s\S]*How many\?/);
  });

  it('Ctrl-C at a question is no answer', async () => {
    const { input } = keyboard();
    const { terminal } = open({ input, isTTY: true });
    const answer = faultOf(terminal.ask('How many?'));
    input.write('2\x03');

    expect(await answer).toBe('1: no answer was given: nothing was done');
  });

  it('a secret is not seen', async () => {
    const { input } = keyboard();
    const { terminal, drawn } = open({ input, isTTY: true });
    const secret = terminal.secret('Value:');
    input.write('xyzzy\r');

    expect(await secret).toBe('xyzzy');
    expect(drawn()).not.toMatch(/[xyz]/);
  });

  it('Ctrl-C is heard once somebody watches; npm passes it on, so it may come twice', () => {
    const { terminal, signals } = open({ isTTY: true });
    const heard = [signals.listenerCount('SIGINT')];
    const { left } = terminal;
    heard.push(signals.listenerCount('SIGINT'));
    for (const _ of [1, 2]) signals.emit('SIGINT');

    expect(terminal.left).toBe(left);
    expect([heard, left.aborted]).toEqual([[0, 1], true]);
    terminal.end();
    expect(signals.listenerCount('SIGINT')).toBe(0);
  });
});

describe('in a pipe', () => {
  it('long work says every 10 s how far it is, and nothing else is drawn', () => {
    const { terminal, drawn, pass } = open({});
    terminal.tell('the plan');
    for (let second = 0; second < 25; second += 1) {
      terminal.progress({ done: second, of: 240, text: 'sent\nagain' });
      pass(1);
    }

    expect(drawn()).toBe('10 of 240: sent again\n20 of 240: sent again\n');
  });

  it('nobody is asked, and a secret is all of standard input', async () => {
    const { input } = keyboard();
    const value = async (...parts: string[]) =>
      faultOf(open({ input: Readable.from(parts) }).terminal.secret('Key:'));

    expect(await open({}).terminal.ask('How many?')).toBeUndefined();
    expect(await open({ input }).terminal.ask('How many?')).toBeUndefined();
    expect(await value('a\nb', 'c\r\n')).toBe('a\nbc');
    expect(await value('x'.repeat(65_537))).toBe('1: standard input has more than 65536 bytes');
    expect(await faultOf(open({ input }).terminal.secret('Key:'))).toMatch(
      /^1: what is typed here/,
    );
  });
});

describe('with --json', () => {
  it('nothing is drawn, and nobody is asked', async () => {
    const { input } = keyboard();
    const { terminal, drawn, pass } = open({ input, isTTY: true, json: true });
    terminal.tell('the plan');
    for (const done of [0, 1, 2]) {
      terminal.progress({ done, of: 2, text: 'sent again' });
      pass(20);
    }

    expect(await terminal.ask('How many?')).toBeUndefined();
    expect(drawn()).toBe('');
  });

  it('the answer cannot move the cursor, and means the same', () => {
    const value = { name: 'a\u009b\u2028\u{e0001}\u0000', list: ['ü'] };

    expect(JSON.parse(jsonText(value))).toEqual(value);
    expect(jsonText(value)).toMatch(/^[\n\x20-\x7eü]+$/);
  });
});
