import type { z } from 'zod';
import type { commandSchema } from '#src/migration/command.ts';
import type { groupCommandSchema } from '#src/migration/group-command.ts';
import type { rollbackCommandSchema } from '#src/migration/rollback-command.ts';

/** What the `command` function may be asked. */
export type CommandRequest =
  | z.input<typeof commandSchema>
  | z.input<typeof rollbackCommandSchema>
  | z.input<typeof groupCommandSchema>;

export interface CommandAnswer {
  readonly outcome: string;
  /** ARN of the execution, where the command started one. */
  readonly execution?: string | undefined;
  /** Where the tenant stands, where the command changed its record only. */
  readonly status?: string | undefined;
  /** Id of the wave, where the command started one. */
  readonly wave?: string | undefined;
}

/** Asks the deployment's `command` function. Throws what the function threw, by its own name. */
export type AskCommand = (request: CommandRequest) => Promise<CommandAnswer>;
