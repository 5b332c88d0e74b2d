import { connectRemote } from '#src/cli/connect.ts';
import { exitCodeOf } from '#src/cli/exit-codes.ts';
import { program } from '#src/cli/program.ts';
import { renderError } from '#src/cli/render-error.ts';
import { systemClock } from '#src/clock.ts';

const surroundings = {
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: systemClock(),
  connect: connectRemote,
  catchInterrupt,
  exit: (code: number) => {
    process.exitCode = code;
  },
};

try {
  await program(surroundings).parseAsync(process.argv);
} catch (error) {
  process.stderr.write(renderError(error));
  process.exitCode = exitCodeOf(error);
}

function catchInterrupt(): AbortSignal {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  return interrupted.signal;
}
