import { z } from 'zod';
import { runRefSchema } from '#src/run-ref.ts';

/** What most steps are given: the run. Everything else they read from the record and the receipts. */
export const runInput = z.strictObject({ run: runRefSchema });
