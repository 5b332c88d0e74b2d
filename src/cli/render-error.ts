import { CommanderError } from 'commander';
import { LocalAwsUnavailable } from '#local/local-error.ts';
import { MigrationError } from '#src/errors.ts';

/** What a person reads on stderr: name, what happened to which stack, and what to do next. */
export function renderError(error: unknown): string {
  if (error instanceof CommanderError) return ''; // commander has written its own message
  if (error instanceof MigrationError) {
    return `${error.name}: ${error.subject}: ${error.found}\n  next: ${error.next}\n`;
  }
  if (error instanceof LocalAwsUnavailable) return `${error.name}: ${error.message}\n`;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `unexpected: ${text}\n  next: run it again; if it stays, report it with the lines above\n`;
}
