/** Runs before each file of tests: every stack that it closes has its log, table, queues and template looked through. */
import { looking } from './looking.ts';

looking.forLeaks = true;
