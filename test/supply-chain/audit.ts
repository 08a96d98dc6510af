/**
 * What `npm audit` says of the lock file, or that its registry does not say: not every one answers.
 */
import * as z from 'zod';

const counts = z.record(z.string(), z.number());
const reportSchema = z.object({ metadata: z.object({ vulnerabilities: counts }) });
/** The words of npm where a registry refuses; they name its address, which is left out. */
const refusalSchema = z.object({ statusCode: z.number() });

export type Audited = {
  readonly text: string;
  /** 0: nothing is known against it. 1: something is. 3: the registry did not say. */
  readonly code: 0 | 1 | 3;
};

/** @param output - of `npm audit --json`. */
export const readAudit = (output: string): Audited => {
  const parsed = parse(output);
  const report = reportSchema.safeParse(parsed);
  if (!report.success) return unknownBecause(parsed);
  const { total = 0, info: _info, ...kinds } = report.data.metadata.vulnerabilities;
  const found = Object.entries(kinds).filter(([, count]) => count > 0);
  return total === 0
    ? { text: 'npm audit: nothing is known against what is installed.', code: 0 }
    : {
        text: `npm audit: ${found.map(([kind, count]) => `${count} ${kind}`).join(', ')}; see npm audit`,
        code: 1,
      };
};

const unknownBecause = (parsed: unknown): Audited => {
  const refusal = refusalSchema.safeParse(parsed);
  const why = refusal.success ? `it answers ${refusal.data.statusCode}` : 'it gave no report';
  return {
    text: `npm audit: the registry does not say: ${why}. Nothing is known, neither good nor bad; ask one that answers: npm audit --registry URL`,
    code: 3,
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
