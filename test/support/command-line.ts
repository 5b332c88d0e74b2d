import type { World } from '#local/world/start-world.ts';
import { connectRemote } from '#src/cli/connect.ts';
import { exitCodeOf } from '#src/cli/exit-codes.ts';
import type { Screen } from '#src/cli/live-view.ts';
import { program } from '#src/cli/program.ts';
import { renderError } from '#src/cli/render-error.ts';
import type { Surroundings } from '#src/cli/surroundings.ts';
import { systemClock } from '#src/clock.ts';

/** What a command line left behind. */
export interface Spoken {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as the document of `--json`. */
  readonly document: () => Record<string, unknown>;
}

/** Runs a command line in this process, as `main.ts` does, against what the test brings. */
export async function speak(
  line: readonly string[],
  surroundings: Omit<Surroundings, 'stdout' | 'stderr' | 'exit'>,
): Promise<Spoken> {
  const out = recorded();
  const talk = recorded();
  let code = 0;
  const exit = (given: number) => {
    code = given;
  };
  try {
    const root = program({ ...surroundings, stdout: out.screen, stderr: talk.screen, exit });
    for (const command of [root, ...root.commands, ...root.commands.flatMap(({ commands }) => commands)]) {
      command.configureOutput({ writeOut: out.screen.write, writeErr: talk.screen.write });
    }
    await root.parseAsync(line, { from: 'user' });
  } catch (error) {
    talk.screen.write(renderError(error));
    code = exitCodeOf(error);
  }
  const stdout = out.text();
  return { code, stdout, stderr: talk.text(), document: () => JSON.parse(stdout) as Record<string, unknown> };
}

/** Runs a command line against a world, with the rights of its owner. */
export async function speakTo(
  { pipeline, emulator }: Pick<World, 'pipeline' | 'emulator'>,
  line: readonly string[],
  changed: Readonly<Record<string, string>> = {},
): Promise<Spoken> {
  const environment = {
    ...pipeline.settings,
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    ...changed,
  };
  return await speak(line, {
    environment,
    clock: systemClock(),
    connect: connectRemote,
    catchInterrupt: uninterrupted,
  });
}

function uninterrupted(): AbortSignal {
  return new AbortController().signal;
}

/** A screen without a terminal that remembers what was written. */
function recorded(): { readonly screen: Screen; readonly text: () => string } {
  const written: string[] = [];
  return { screen: { write: (text) => written.push(text) }, text: () => written.join('') };
}
