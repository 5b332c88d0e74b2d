import { canonicalState } from '#test/support/canonical-state.ts';
import type { PulumiCli } from '#test/support/pulumi-cli.ts';

/** What the real CLI says of a stack in its new backend. */
export interface Judgement {
  readonly isListed: boolean;
  /** Canonical, every secret open; the error where the state or a secret cannot be read. */
  readonly state: string;
  /** Of `preview --expect-no-changes`: 0 when the program wants nothing changed. */
  readonly previewExitCode: number;
}

/** Asks without changing anything; `program` holds the stack's program and its `Pulumi.<stack>.yaml`. */
export async function judgeTarget({ cli, stack, program }: Target): Promise<Judgement> {
  const listed = await cli.listStacks();
  const exported = await cli.try(['stack', 'export', '--stack', stack, '--show-secrets']);
  const { exitCode: previewExitCode } = await cli.previewNoChanges(stack, program);
  return {
    isListed: listed.some(({ name }) => name === stack),
    state: exported.exitCode === 0 ? canonicalState(exported.stdout) : exported.stderr,
    previewExitCode,
  };
}

export interface Target {
  readonly cli: PulumiCli;
  /** `organization/project/stack`. */
  readonly stack: string;
  readonly program: string;
}
