/** What a smoke test tells a program, and doors that it should not have come to. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ran } from './run-bridge.ts';

type Told = {
  readonly ok: boolean;
  readonly order: { readonly id: string };
  readonly steps: readonly {
    readonly step: string;
    readonly ok: boolean;
    readonly fault?: string;
  }[];
  readonly leaves: readonly string[];
};
export const toldBy = ({ out }: Ran): Told => JSON.parse(out);
export const faultsOf = (ran: Ran) => toldBy(ran).steps.filter(({ ok }) => !ok);

export type Door = { readonly url: string; readonly close: () => Promise<void> };

/** Hangs up on everybody who comes with a request. */
export const startRudeDoor = async (): Promise<Door> => {
  const server = createServer((request) => void request.socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks/shopify`,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
};
