import { Command } from 'commander';
import type { Diagnosis } from '#src/aws/doctor/diagnosis.ts';
import { type CommonFlags, withCommonFlags } from '#src/cli/common-flags.ts';
import { diagnose } from '#src/cli/diagnose.ts';
import { EXIT } from '#src/cli/exit-codes.ts';
import { renderDiagnoses } from '#src/cli/render-diagnoses.ts';
import { deliver, type Result } from '#src/cli/result.ts';
import { gatherEnvironment, parseCliSettings } from '#src/cli/settings.ts';
import { isColoured, type Surroundings } from '#src/cli/surroundings.ts';

/** `stackferry doctor`: looks at everything a migration stands on, and changes nothing. */
export function doctorCommand(surroundings: Surroundings): Command {
  return withCommonFlags(new Command('doctor'))
    .description('look at everything a migration stands on; says what is wrong, why it matters and what puts it right')
    .action(async (flags: CommonFlags) => {
      await deliver(flags, surroundings, async () => {
        const { environment, clock, stdout } = surroundings;
        const settings = parseCliSettings(await gatherEnvironment(environment, flags.settings));
        return resultOfDoctor(await diagnose(settings, clock), isColoured(stdout, surroundings));
      });
    });
}

/** Good only when nothing failed; a warning is shown and does not change the exit code. */
export function resultOfDoctor(diagnoses: readonly Diagnosis[], colour: boolean): Result {
  const worst = diagnoses.find(({ state }) => state === 'failed') ?? diagnoses.find(({ state }) => state === 'warning');
  const ok = worst?.state !== 'failed';
  const next = worst && worst.state !== 'ok' ? worst.fix : 'stackferry status';
  return {
    code: ok ? EXIT.ok : EXIT.held,
    document: { ok, checks: diagnoses, next },
    text: renderDiagnoses(diagnoses, colour),
  };
}
