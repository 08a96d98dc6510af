/**
 * Whether an event source mapping is enabled: what receives waits here while it is not.
 */
export type Gate = {
  readonly setEnabled: (enabled: boolean) => void;
  readonly isOpen: () => boolean;
  /** Resolves once it is enabled, or everything ends. */
  readonly passed: () => Promise<void>;
};

/** @param stop - opens it for good. */
export const makeGate = (stop: AbortSignal): Gate => {
  let closed: PromiseWithResolvers<void> | undefined;
  const open = (): void => {
    closed?.resolve();
    closed = undefined;
  };
  stop.addEventListener('abort', open);
  return {
    setEnabled: (enabled) => {
      if (enabled) open();
      else closed ??= Promise.withResolvers();
    },
    isOpen: () => closed === undefined,
    passed: async () => closed?.promise,
  };
};
