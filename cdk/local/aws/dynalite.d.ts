/** The part of dynalite that is used here; the package brings no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Milliseconds that a new table stays in the state CREATING. */
  const dynalite: (options: { readonly createTableMs: number }) => Server;
  export default dynalite;
}
