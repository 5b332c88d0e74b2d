import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { brakeCommand } from '#src/cli/commands/brake.ts';
import { cutoverCommand } from '#src/cli/commands/cutover.ts';
import { demoCommand } from '#src/cli/commands/demo.ts';
import { doctorCommand } from '#src/cli/commands/doctor.ts';
import { explainCommand } from '#src/cli/commands/explain.ts';
import { holdCommand } from '#src/cli/commands/hold.ts';
import { migrateCommand } from '#src/cli/commands/migrate.ts';
import { rehearseCommand } from '#src/cli/commands/rehearse.ts';
import { rollbackCommand } from '#src/cli/commands/rollback.ts';
import { startCommand } from '#src/cli/commands/start.ts';
import { statusCommand } from '#src/cli/commands/status.ts';
import { waveCommand } from '#src/cli/commands/wave.ts';
import type { Surroundings } from '#src/cli/surroundings.ts';

/** The whole command line. Data goes to stdout, talk to stderr. */
export function program(surroundings: Surroundings): Command {
  const root = new Command('stackferry')
    .description('Moves Pulumi stacks from Pulumi Cloud to a self-hosted S3 + KMS backend, with proof and a way back.')
    .version(packageVersion())
    .addCommand(demoCommand())
    .addCommand(doctorCommand(surroundings))
    .addCommand(statusCommand(surroundings))
    .addCommand(explainCommand(surroundings))
    .addCommand(rehearseCommand(surroundings))
    .addCommand(startCommand(surroundings))
    .addCommand(holdCommand(surroundings))
    .addCommand(cutoverCommand(surroundings))
    .addCommand(rollbackCommand(surroundings))
    .addCommand(waveCommand(surroundings))
    .addCommand(brakeCommand(surroundings))
    .addCommand(migrateCommand(surroundings));
  throwUsageErrors(root);
  return root;
}

/** A wrong word is thrown instead of ending the process, so that exit codes are decided in one place. */
function throwUsageErrors(command: Command): void {
  command.exitOverride().showHelpAfterError('(stackferry --help shows what there is)');
  for (const child of command.commands) throwUsageErrors(child);
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { version: string } = JSON.parse(text);
  return version;
}
