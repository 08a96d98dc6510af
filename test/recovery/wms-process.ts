/**
 * A WMS in a process of its own, behind a door that can be shut: a clock that no other work delays says
 * when each request came. Obeys its parent's messages, and ends with it.
 */
import { createConnection, createServer, type Socket } from 'node:net';
import type { Fault } from '../../cdk/local/wms/faults.ts';
import { startSimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import type { Absence, WmsCommand, WmsReport, WmsResults } from './wms-messages.ts';

/** Below the ports that systems give to outgoing connections, or one of those could take it meanwhile. */
const portMin = 20_000;
const portMax = 29_999;
const portTriesMax = 20;

/** Hands connections on to the WMS; shut, the port refuses them. */
const makeDoor = (wmsPort: number) => {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    // What one side does to the connection is done to the other.
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const wms = createConnection(wmsPort, '127.0.0.1');
    for (const socket of [client, wms]) keep(socket.setNoDelay());
    client.pipe(wms).pipe(client);
    client.once('close', () => wms.destroy());
    wms.once('close', () => client.destroy());
  });
  const open = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', () => {
        server.removeAllListeners('error');
        resolve();
      });
    });
  const shut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { open, shut };
};

const openAnywhere = async ({ open }: ReturnType<typeof makeDoor>): Promise<number> => {
  for (let tries = 1; ; tries += 1) {
    const port = portMin + Math.floor(Math.random() * (portMax - portMin + 1));
    try {
      await open(port);
      return port;
    } catch (error) {
      if (tries === portTriesMax) throw error;
    }
  }
};

const faultsOf = (absence: Exclude<Absence, { kind: 'refused' }>): readonly Fault[] => {
  const fault =
    absence.kind === 'hang'
      ? ({ kind: 'hang' } as const)
      : ({ ...absence, kind: 'status' } as const);
  return [
    { ...fault, at: 'orders' },
    { ...fault, at: 'token' },
  ];
};

const wms = await startSimulatedWms({ port: 0, clients: [] });
const door = makeDoor(Number(new URL(wms.url).port));
const port = await openAnywhere(door);
let shut = false;
/** What a 429 was sent with. */
let retryAfter: number | null = null;

const report = (): WmsReport => ({
  requests: wms.requests().map(({ atMillis, path, orderId, status }) => ({
    atMillis,
    path,
    orderId,
    status,
    retryAfter: status === 429 ? retryAfter : null,
  })),
  orders: wms.orders().map(({ orderId, effects, versions }) => ({
    orderId,
    effects,
    receivedAt: versions.find(({ outcome }) => outcome === 'created')?.atMillis ?? null,
    served: versions.length,
  })),
  violations: wms.violations().length,
});

const obey = async (command: WmsCommand): Promise<WmsResults[WmsCommand['kind']]> => {
  switch (command.kind) {
    case 'leave': {
      const { absence } = command;
      if (absence.kind !== 'refused') wms.faults.set(faultsOf(absence));
      else await door.shut();
      if (absence.kind === 'status') retryAfter = absence.retryAfter ?? null;
      shut = absence.kind === 'refused';
      return Date.now();
    }
    case 'return':
      wms.faults.clear();
      if (shut) await door.open(port);
      shut = false;
      return Date.now();
    case 'clients':
      wms.setClients(command.clients);
      return null;
    case 'report':
      return report();
  }
};

const tell = (message: object): void => void process.send?.(message);
process.once('disconnect', () => process.exit());
process.on('message', ({ id, command }: { readonly id: number; readonly command: WmsCommand }) => {
  obey(command).then(
    (result) => tell({ id, result }),
    (error) => tell({ id, error: String(error) }),
  );
});
tell({ url: `http://127.0.0.1:${port}` });
