/** Changes a shipped module as this thread loads it: no file on the disk is touched. */
import { registerHooks } from 'node:module';
import { applyMistake, type Mistake } from './mistake.ts';

const root = new URL('../../../', import.meta.url);

export type Planted = {
  /** @throws Error by the mistake's name where nobody has loaded its file. */
  readonly assertUsed: () => void;
};

export const plantMistake = (mistake: Mistake): Planted => {
  const target = new URL(mistake.file, root).href;
  let loads = 0;
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (url !== target) return loaded;
      loads += 1;
      // The text as it is on the disk: Node takes the types out of it afterwards.
      const text = new TextDecoder().decode(bytesOf(loaded.source));
      return { ...loaded, source: applyMistake(mistake, text) };
    },
  });
  return {
    assertUsed: () => {
      if (loads !== 1) {
        throw new Error(`the mistake "${mistake.name}": ${mistake.file} was loaded ${loads} times`);
      }
    },
  };
};

const bytesOf = (source: unknown): Uint8Array => {
  if (source instanceof Uint8Array) return source;
  if (typeof source === 'string') return new TextEncoder().encode(source);
  throw new Error('a module was loaded without a text');
};
