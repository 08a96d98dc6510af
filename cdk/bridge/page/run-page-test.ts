/**
 * A test of the way to the pager: its alarm is set, held for a moment so that a person may be called, and set
 * back. What arrived the local pager says by itself; a deployed stage's pager is looked at by a person.
 */

/** What the pager has of the test's alarm, newest first. */
export type SeenIncident = {
  readonly openedMillis: number;
  readonly resolvedMillis: number | null;
};

export type PageTestPorts = {
  readonly setState: (state: 'ALARM' | 'OK') => Promise<void>;
  /** Not there where only a person can look. */
  readonly incidents?: () => Promise<readonly SeenIncident[]>;
  /** Ends early when the person leaves. */
  readonly pause: (millis: number) => Promise<void>;
  readonly left: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly tell: (text: string) => void;
};

export type PageTest =
  /** Nobody but a person can say whether it arrived. */
  | { readonly kind: 'sent'; readonly heldMillis: number }
  | { readonly kind: 'arrived'; readonly openedMillis: number; readonly resolvedMillis: number }
  | { readonly kind: 'not-arrived' | 'not-resolved'; readonly waitedMillis: number };

/** Between two looks at the pager. */
const pollMillis = 100;
/** A page that takes longer on one machine does not come. */
export const arrivalMillisMax = 15_000;

/** @param holdMillis - how long it stays open where a person looks. Ctrl-C ends the wait, and the test. */
export const runPageTest = async (ports: PageTestPorts, holdMillis: number): Promise<PageTest> => {
  const begun = ports.now();
  ports.tell('a page is being sent');
  await ports.setState('ALARM');
  try {
    if (ports.incidents === undefined) {
      ports.tell('the page is open: look at the pager');
      await ports.pause(holdMillis);
      return { kind: 'sent', heldMillis: ports.now() - begun };
    }
    const opened = await find(ports, ({ openedMillis }) => openedMillis >= begun);
    if (opened === undefined) return { kind: 'not-arrived', waitedMillis: ports.now() - begun };
  } finally {
    // Whatever happened, no test stays open at anybody's pager.
    await ports.setState('OK');
  }
  ports.tell('it arrived, and is being resolved');
  const resolved = await find(
    ports,
    ({ openedMillis, resolvedMillis }) => openedMillis >= begun && resolvedMillis !== null,
  );
  return resolved === undefined
    ? { kind: 'not-resolved', waitedMillis: ports.now() - begun }
    : {
        kind: 'arrived',
        openedMillis: resolved.openedMillis - begun,
        resolvedMillis: (resolved.resolvedMillis ?? begun) - begun,
      };
};

/** The first incident that is so, within the time that a page may take. */
const find = async (
  { incidents, pause, left, now }: PageTestPorts,
  isSo: (incident: SeenIncident) => boolean,
): Promise<SeenIncident | undefined> => {
  const until = now() + arrivalMillisMax;
  while (!left.aborted) {
    const found = (await incidents?.())?.find(isSo);
    if (found !== undefined || now() >= until) return found;
    await pause(pollMillis);
  }
  return undefined;
};
