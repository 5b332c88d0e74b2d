import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { demoCommand } from '#src/cli/commands/demo.ts';

/** The whole command line. Data goes to stdout, talk to stderr. */
export function program(): Command {
  const root = new Command('stackferry')
    .description('Moves Pulumi stacks from Pulumi Cloud to a self-hosted S3 + KMS backend, with proof and a way back.')
    .version(packageVersion())
    .addCommand(demoCommand());
  // A wrong word is thrown instead of ending the process, so that exit codes are decided in one place.
  for (const command of [root, ...root.commands]) {
    command.exitOverride().showHelpAfterError('(stackferry --help shows what there is)');
  }
  return root;
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { version: string } = JSON.parse(text);
  return version;
}
