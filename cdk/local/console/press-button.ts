/**
 * From a posted form to the action behind its button, and to the sentence that says what it did.
 */
import type { ConsoleActions } from './console-state.ts';
import { readFault } from './fault-form.ts';
import { presets } from './switches-view.ts';

const switchOn = ({ switchFault }: ConsoleActions, form: URLSearchParams): string => {
  const preset = presets[form.get('preset') ?? ''];
  const read = readFault(new Map(preset === undefined ? form : Object.entries(preset.fields)));
  if (read.kind === 'unreadable') return `This is no fault: ${read.reason}`;
  switchFault(read.fault);
  return 'The fault is switched on.';
};

const rateOf = (form: URLSearchParams): number | undefined => {
  const text = form.get('ratePerMinute')?.trim() ?? '';
  return text === '' ? undefined : Number(text);
};

const act = async (
  actions: ConsoleActions,
  path: string,
  form: URLSearchParams,
): Promise<string | null> => {
  switch (path) {
    case '/faults':
      return switchOn(actions, form);
    case '/faults/clear': {
      const id = form.get('id') ?? undefined;
      actions.clearFaults(id);
      return id === undefined ? 'All faults are switched off.' : 'The fault is switched off.';
    }
    case '/scenario':
      return actions.setScenario(form.get('scenario') ?? '', rateOf(form));
    default:
      return null;
  }
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What the button did, in a sentence, also where it failed; null for a path without a button. */
export const pressButton = (
  actions: ConsoleActions,
  path: string,
  form: URLSearchParams,
): Promise<string | null> =>
  act(actions, path, form).catch((error) => `That failed: ${nameOf(error)}`);
