import { exitCodeOf } from '#src/cli/exit-codes.ts';
import { program } from '#src/cli/program.ts';
import { renderError } from '#src/cli/render-error.ts';

try {
  await program().parseAsync(process.argv);
} catch (error) {
  process.stderr.write(renderError(error));
  process.exitCode = exitCodeOf(error);
}
