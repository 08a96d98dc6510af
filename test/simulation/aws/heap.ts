/** A queue that gives its least entry first; entries without an order are as good as each other. */
export type Heap<Entry> = {
  readonly push: (entry: Entry) => void;
  readonly peek: () => Entry | undefined;
  readonly pop: () => Entry | undefined;
};

export const makeHeap = <Entry>(isBefore: (one: Entry, other: Entry) => boolean): Heap<Entry> => {
  const entries: Entry[] = [];
  const at = (index: number): Entry => entries[index] as Entry;
  const swap = (one: number, other: number) => {
    const entry = at(one);
    entries[one] = at(other);
    entries[other] = entry;
  };
  const rise = (from: number) => {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(at(index), at(parent))) return;
      swap(index, parent);
      index = parent;
    }
  };
  const sink = () => {
    let index = 0;
    for (;;) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < entries.length && isBefore(at(child), at(least))) least = child;
      }
      if (least === index) return;
      swap(index, least);
      index = least;
    }
  };
  return {
    push: (entry) => {
      entries.push(entry);
      rise(entries.length - 1);
    },
    peek: () => entries[0],
    pop: () => {
      const [first] = entries;
      const last = entries.pop();
      if (entries.length > 0 && last !== undefined) {
        entries[0] = last;
        sink();
      }
      return first;
    },
  };
};
