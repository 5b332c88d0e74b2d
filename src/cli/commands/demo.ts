import { Command } from 'commander';
import { EXIT } from '#src/cli/exit-codes.ts';

interface DemoFlags {
  readonly json?: boolean;
  readonly keep?: boolean;
  readonly stop?: boolean;
}

/** `stackferry demo`: the whole pipeline on this machine, six tenants, one of them rolled back. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('show the whole pipeline on a local AWS: six stacks move, one is corrupted on the way and rolled back')
    .option('--json', 'print one JSON document on stdout instead of a table')
    .option('--keep', 'leave everything up until Ctrl-C, and print the environment that reaches it')
    .option('--stop', 'end a demo that runs with --keep, or what a killed one left behind')
    .addHelpText(
      'after',
      '\nNeeds Python 3.11 or newer beside Node, no account and no Docker. Progress goes to stderr.',
    )
    .action(async (flags: DemoFlags) => {
      // Loaded on demand: nothing else on this command line needs the local AWS.
      const { presentDemo } = await import('#local/demo/present-demo.ts');
      const { renderStopped, stopDemo } = await import('#local/demo/stop-demo.ts');
      if (flags.stop) {
        process.stderr.write(`${renderStopped(await stopDemo())}\n`);
        return;
      }
      const result = await presentDemo(flags, process);
      process.exitCode = result.ok ? EXIT.ok : EXIT.diverged;
    });
}
