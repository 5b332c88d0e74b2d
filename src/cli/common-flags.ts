import type { Command } from 'commander';

/** Flags of every command that reads or changes a deployment. */
export interface CommonFlags {
  readonly json?: boolean;
  /** File with the deployment's settings. */
  readonly settings?: string;
}

export function withCommonFlags(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout')
    .option('--settings <file>', 'read the deployment’s settings from this file: JSON, or lines of NAME=value');
}

export const WAIT = ['--wait', 'show progress until it has ended; Ctrl-C ends the showing, not the run'] as const;
export const WHY = ['--why <reason>', 'the reason, in words; it is kept in the journal'] as const;
export const GROUP = ['--group <name>', 'the region group'] as const;
