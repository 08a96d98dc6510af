/**
 * Stands for the SDK's event streams in the bundles of the functions (cdk/constructs/function-code.ts).
 *
 * No call of ours answers with one, and the SDK asks for them only then; they would be 16 KB of every cold start.
 */
const unused = (): never => {
  throw new Error('the functions are bundled without event streams');
};

/** The names by which the SDK's protocols ask for them. */
export const EventStreamSerde = unused;
export const eventStreamSerdeProvider = unused;

/** What S3's client is made with. */
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;
