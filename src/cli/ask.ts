import { EXIT } from '#src/cli/exit-codes.ts';
import type { Result } from '#src/cli/result.ts';
import type { Remote } from '#src/cli/surroundings.ts';
import type { CommandRequest } from '#src/migration/ask-command.ts';

/** One request to the `command` function, and what to say about it. */
export interface Ask {
  readonly request: CommandRequest;
  /** What has happened, to whom, where the request was granted. */
  readonly said: string;
  readonly next: string;
}

/** Asks at once: these commands change records of our own or start runs, which is what they are for. */
export async function runAsk({ request, said, next }: Ask, { ask }: Pick<Remote, 'ask'>): Promise<Result> {
  const answer = await ask(request);
  const { wave, execution } = answer;
  const lines = [said, ...(wave ? [`wave ${wave}`] : []), ...(execution ? [`execution ${execution}`] : [])];
  return { code: EXIT.ok, document: { ok: true, ...answer, next }, text: lines.join('\n') };
}
