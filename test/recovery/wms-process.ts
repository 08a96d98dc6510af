/**
 * A WMS in a process of its own: a clock that no other work delays says when each request came. Obeys
 * its parent's messages, and ends with it.
 */
import type { Fault } from '../../cdk/local/wms/faults.ts';
import { type SimulatedWms, startSimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import type { Absence, WmsCommand, WmsReport, WmsResults } from './wms-messages.ts';

/** Below the ports that systems give to outgoing connections, or one of those could take it meanwhile. */
const portMin = 20_000;
const portMax = 29_999;
const portTriesMax = 20;

/** What others use already is no port for it. */
const startAnywhere = async (): Promise<SimulatedWms> => {
  for (let tries = 1; ; tries += 1) {
    const port = portMin + Math.floor(Math.random() * (portMax - portMin + 1));
    try {
      return await startSimulatedWms({ port, clients: [] });
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

const wms = await startAnywhere();
let refuses = false;
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
      else await wms.goAway();
      if (absence.kind === 'status') retryAfter = absence.retryAfter ?? null;
      refuses = absence.kind === 'refused';
      return Date.now();
    }
    case 'return':
      wms.faults.clear();
      if (refuses) await wms.comeBack();
      refuses = false;
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
// A terminal tells them all; the parent still asks for a report, or ends this process itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('message', ({ id, command }: { readonly id: number; readonly command: WmsCommand }) => {
  obey(command).then(
    (result) => tell({ id, result }),
    (error) => tell({ id, error: String(error) }),
  );
});
tell({ url: wms.url });
