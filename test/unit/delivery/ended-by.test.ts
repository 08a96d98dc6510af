import { describe, expect, it } from 'vitest';
import { endedBy } from '../../../lib/delivery/ended-by.ts';

describe('work that a signal may end', () => {
  it('gives its result where it is done first', async () => {
    const { signal } = new AbortController();
    expect(await endedBy(signal, Promise.resolve('done'), 'ended')).toBe('done');
  });

  it('passes on what it throws', async () => {
    const { signal } = new AbortController();
    await expect(endedBy(signal, Promise.reject(new Error('broken')), 'ended')).rejects.toThrow(
      'broken',
    );
  });

  it('is not waited for once the signal is given', async () => {
    const controller = new AbortController();
    const ended = endedBy(controller.signal, new Promise(() => {}), 'ended');
    controller.abort();
    expect(await ended).toBe('ended');
  });

  it('is not waited for where the signal was given before', async () => {
    expect(await endedBy(AbortSignal.abort(), new Promise(() => {}), 'ended')).toBe('ended');
  });

  it('leaves nothing on the signal, however often it is used', async () => {
    const { signal } = new AbortController();
    const listening = new Set<unknown>();
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listening.add(args[1]);
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listening.delete(args[1]);
      removeEventListener.apply(signal, args);
    };
    await endedBy(signal, Promise.resolve(1), 2);
    await endedBy(signal, Promise.reject(new Error('broken')), 2).catch(() => undefined);
    expect(listening.size).toBe(0);
  });
});
