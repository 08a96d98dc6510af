/**
 * Works several things off side by side: as many at once as there are lanes, each lane one after the other.
 * And cuts a list into what one call takes.
 */

/**
 * Rejects with the first failure, after all lanes have come to rest: nothing is begun once one has failed,
 * and nothing is still under way when the caller hears of it.
 */
export const inLanes = async <Item>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const left = items.values();
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (const item of left) {
      if (failures.length > 0) return;
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  if (failures.length > 0) throw failures[0];
};

/** The same items in their order, so many together; the last ones may be fewer. */
export const inChunks = <Item>(
  items: readonly Item[],
  size: number,
): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, chunk) =>
    items.slice(chunk * size, (chunk + 1) * size),
  );
