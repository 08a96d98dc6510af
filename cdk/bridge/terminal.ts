/**
 * The person at the terminal: what is drawn and asked while a command is at work.
 *
 * All of it goes to standard error, so that standard output holds the answer alone. Where a program reads
 * along (`--json`) nothing is drawn; in a pipe, long work says now and then how far it is.
 */
import type { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { isCancel, type ProgressResult, password, progress, text } from '@clack/prompts';
import type { Person, Progress } from './command.ts';
import { inOneLine } from './plain-text.ts';
import { refusal } from './refusal.ts';

export type Terminal = Person & {
  /** Gives the line back; nothing is drawn any more. */
  readonly end: () => void;
};
export type OpenTerminal = (wish: { readonly json: boolean }) => Terminal;

type Input = Readable & { readonly isTTY?: boolean; readonly setRawMode?: (raw: boolean) => void };
export type TerminalPlace = {
  readonly input: Input;
  readonly output: Writable & { readonly isTTY?: boolean };
  /** Where Ctrl-C is heard of: the process. */
  readonly signals: Pick<EventEmitter, 'on' | 'off'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
};

/** Between two lines about long work in a pipe. */
const lineMillis = 10_000;
/** One Ctrl-C may come twice, since npm passes it on; a second one after this ends the program. */
const sameSignalMillis = 1_000;
/** More is no value that a person or a secret store would give. */
const secretBytesMax = 65_536;
const barColumns = 24;

export const makeTerminal =
  (place: TerminalPlace): OpenTerminal =>
  ({ json }) => {
    const { input, output } = place;
    const isDrawn = !json && output.isTTY === true;
    const bar = makeBar(place);
    const show = isDrawn ? bar.show : json ? () => {} : makeLines(place);
    const left = makeLeft(place);
    const streams = { input, output, withGuide: false };
    return {
      tell: (said) => {
        if (!isDrawn) return;
        bar.clear();
        output.write(`${said}\n\n`);
      },
      progress: show,
      ask: async (message) => {
        bar.clear();
        if (!isDrawn || input.isTTY !== true) return undefined;
        return answerOf(await text({ ...streams, message }));
      },
      secret: async (message) => {
        bar.clear();
        if (input.isTTY !== true) return readAll(input);
        if (output.isTTY === true) return answerOf(await password({ ...streams, message }));
        throw refusal('what is typed here would be seen: give the value on standard input', 1);
      },
      get left() {
        return left.signal();
      },
      end: () => {
        bar.clear();
        left.end();
      },
    };
  };

const makeBar = ({ input, output }: TerminalPlace) => {
  let drawn: { readonly bar: ProgressResult; done: number; readonly of: number } | undefined;
  const clear = () => {
    drawn?.bar.clear();
    drawn = undefined;
  };
  const begin = (of: number, said: string) => {
    const cancelMessage = 'No longer watched';
    const bar = progress({ output, max: of, size: barColumns, withGuide: false, cancelMessage });
    bar.start(said);
    // The bar takes the keys for itself, and at Ctrl-C it would end the program without a word: as a
    // signal it is the command's to answer.
    input.setRawMode?.(false);
    return { bar, done: 0, of };
  };
  return {
    clear,
    show: ({ done, of, text: told }: Progress) => {
      const said = inOneLine(told);
      if (drawn?.of !== of || done < drawn.done) clear();
      drawn ??= begin(of, said);
      drawn.bar.advance(done - drawn.done, said);
      drawn.done = done;
    },
  };
};

const makeLines = ({ output, now }: TerminalPlace): Person['progress'] => {
  let last = now();
  return ({ done, of, text: told }) => {
    if (now() - last < lineMillis) return;
    last = now();
    output.write(`${done} of ${of}: ${inOneLine(told)}\n`);
  };
};

/** Ctrl-C is heard from the first look at it on: a command that does not look ends as programs do. */
const makeLeft = ({ signals }: TerminalPlace) => {
  const controller = new AbortController();
  let isHeard = false;
  const end = () => void signals.off('SIGINT', leave);
  const leave = () => {
    controller.abort();
    setTimeout(end, sameSignalMillis).unref();
  };
  return {
    end,
    signal: () => {
      if (!isHeard) signals.on('SIGINT', leave);
      isHeard = true;
      return controller.signal;
    },
  };
};

/** An empty line is an answer, Ctrl-C is none. */
const answerOf = (answer: string | symbol | undefined): string => {
  if (isCancel(answer)) throw refusal('no answer was given: nothing was done', 1);
  return String(answer ?? '');
};

/** Without the line end that `echo` puts there. */
const readAll = async (input: Readable): Promise<string> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of input) {
    parts.push(Buffer.from(part));
    bytes += parts.at(-1)?.length ?? 0;
    if (bytes > secretBytesMax) {
      throw refusal(`standard input has more than ${secretBytesMax} bytes`, 1);
    }
  }
  return Buffer.concat(parts)
    .toString()
    .replace(/\r?\n$/, '');
};
