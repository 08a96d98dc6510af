/**
 * Tells what it is asked to on its own output, as a function does: the logger and the metrics write
 * to the process, past whatever a test could listen to. Reads scenarios from stdin, as JSON.
 */
import { text } from 'node:stream/consumers';
import { makeAudit } from '../../../lib/telemetry/audit.ts';
import { makeTellCircuit } from '../../../lib/telemetry/circuit-report.ts';
import { makeTelemetry } from '../../../lib/telemetry/powertools.ts';
import { makeTellReconciled } from '../../../lib/telemetry/reconcile-report.ts';
import {
  makeObserveAttempt,
  makeReport,
  makeTellHideFailure,
} from '../../../lib/telemetry/report.ts';
import { makeTellWatched } from '../../../lib/telemetry/watch-report.ts';
import type { Scenario } from './told.ts';

const scenarios: readonly Scenario[] = JSON.parse(await text(process.stdin));
for (const scenario of scenarios) {
  const { reports = [], attempts = [], changes = [], audits = [], hideFailures = [] } = scenario;
  const telemetry = makeTelemetry('deliver-order', 'production', '1.2.3');
  const report = makeReport(telemetry);
  const observeAttempt = makeObserveAttempt(telemetry);
  const tellHideFailure = makeTellHideFailure(telemetry);
  for (const one of reports) report(one);
  for (const [outcome, millis] of attempts) observeAttempt(outcome, millis);
  const tellCircuit = makeTellCircuit(telemetry);
  for (const change of changes) tellCircuit(change);
  const audit = makeAudit(telemetry);
  for (const line of audits) audit(line);
  const tellReconciled = makeTellReconciled(telemetry);
  for (const line of scenario.reconciled ?? []) tellReconciled(line);
  const tellWatched = makeTellWatched(telemetry);
  for (const watched of scenario.watched ?? []) tellWatched(watched);
  for (const failure of hideFailures) tellHideFailure(failure);
  telemetry.metrics.publishStoredMetrics();
  // Warnings go to stderr; Lambda keeps both.
  for (const stream of [process.stdout, process.stderr]) stream.write('end of scenario\n');
}
