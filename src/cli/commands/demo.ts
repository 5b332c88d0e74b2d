import { Command } from 'commander';
import { EXIT } from '#src/cli/exit-codes.ts';

interface DemoOptions {
  readonly json?: boolean;
}

/** `stackferry demo`: the whole pipeline on this machine, three tenants, one of them rolled back. */
export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'show the whole pipeline on a local AWS: three stacks move, one is corrupted on the way and rolled back',
    )
    .option('--json', 'print one JSON document on stdout instead of a table')
    .addHelpText(
      'after',
      '\nNeeds Python 3.11 or newer beside Node, no account and no Docker. Progress goes to stderr.',
    )
    .action(async ({ json }: DemoOptions) => {
      // Loaded on demand: nothing else on this command line needs the local AWS.
      const { runDemo } = await import('#local/demo/run-demo.ts');
      const { renderResult } = await import('#local/demo/table.ts');
      const result = await runDemo({ say });
      process.stdout.write(
        json ? `${JSON.stringify(result, undefined, 2)}\n` : renderResult(result, process.stdout.isTTY),
      );
      process.exitCode = result.ok ? EXIT.ok : EXIT.diverged;
    });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
