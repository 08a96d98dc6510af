/**
 * Looks for lines in log groups with FilterLogEvents, newest first and within bounds, so that what is left
 * out is the oldest and is told.
 */
import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { type Part, readPart } from '../part.ts';

/** Of one log group; AWS answers a handful of pages a second, and a page may be empty. */
export const pagesMax = 100;

export type LogSearch = {
  /** `{ $.field = "text" }` */
  readonly pattern: string;
  readonly groups: readonly string[];
  /** Epoch milliseconds. */
  readonly since: number;
  /** Told after every page. */
  readonly tell: (told: { readonly groups: number; readonly lines: number }) => void;
};

export type SearchedGroup = {
  readonly group: string;
  readonly found: Part<{
    /** Oldest first. */
    readonly events: readonly FilteredLogEvent[];
    /** False where the bound was reached: older lines were not looked at. */
    readonly complete: boolean;
  }>;
};

type Logs = { readonly logs: CloudWatchLogsClient; readonly who: string };

/** One after the other: the pages of all of them count against one limit. */
export const searchLogs = async (
  { logs, who }: Logs,
  search: LogSearch,
): Promise<readonly SearchedGroup[]> => {
  const searched: SearchedGroup[] = [];
  let lines = 0;
  const tell = (more: number): void => {
    lines += more;
    search.tell({ groups: searched.length, lines });
  };
  for (const group of search.groups) {
    const found = await readPart(who, searchGroup(logs, group, search, tell));
    searched.push({ group, found });
  }
  return searched;
};

const searchGroup = async (
  logs: CloudWatchLogsClient,
  logGroupName: string,
  { pattern, since }: LogSearch,
  tell: (lines: number) => void,
) => {
  const events: FilteredLogEvent[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const answer = await logs.send(
      new FilterLogEventsCommand({
        ...{ logGroupName, filterPattern: pattern, startTime: since, startFromHead: false },
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    const found = answer.events ?? [];
    events.push(...found);
    tell(found.length);
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  return { events: events.reverse(), complete: nextToken === undefined };
};
