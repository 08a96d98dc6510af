/** The bucket, in memory. */
import { objectBytesMax, type ReportStore } from '../../lib/adapters/report-store.ts';

export const makeFakeReportStore = () => {
  const objects = new Map<string, { readonly body: Uint8Array; readonly contentType: string }>();
  const store: ReportStore = {
    put: async (key, body, contentType) => {
      const bytes = new Uint8Array(Buffer.from(body));
      if (bytes.length > objectBytesMax)
        throw new RangeError(`${key} has ${bytes.length} bytes, more than ${objectBytesMax}`);
      objects.set(key, { body: bytes, contentType });
    },
    get: async (key) => objects.get(key)?.body.slice(),
  };
  return {
    ...store,
    objects: (): ReadonlyMap<string, { readonly contentType: string }> => objects,
  };
};
