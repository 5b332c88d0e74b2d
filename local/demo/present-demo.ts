import type { DemoDeployment } from '#local/demo/deployments.ts';
import { removeEnvironments, renderKept, untilTold, writeEnvironments } from '#local/demo/keep-up.ts';
import { startLive } from '#local/demo/live.ts';
import type { DemoResult } from '#local/demo/result.ts';
import { runDemo } from '#local/demo/run-demo.ts';
import { announceDemo } from '#local/demo/running-demos.ts';
import { renderResult } from '#local/demo/table.ts';
import { unavailable } from '#local/demo/unavailable.ts';
import { DEMO_TENANTS } from '#local/fleet/tenants.ts';
import type { Screen } from '#src/cli/live-view.ts';

export interface PresentOptions {
  readonly json?: boolean;
  readonly keep?: boolean;
  readonly folder?: string;
}

/** Soak samples of the demo: at its begin, in the middle and at its end. */
const SAMPLES = 3;

/** Runs the demo before somebody's eyes: progress on stderr, the outcome on stdout. */
export async function presentDemo(
  { json = false, keep = false, folder = '.local' }: PresentOptions,
  { stdout, stderr }: { readonly stdout: Screen; readonly stderr: Screen },
): Promise<DemoResult> {
  const tenants = DEMO_TENANTS.map(({ name }) => name);
  const live = startLive({ screen: stderr, tenants, samples: SAMPLES, now: Date.now });
  const release = closeOnSignal(() => live.close());
  const show = async (result: DemoResult, deployments: readonly DemoDeployment[]) => {
    stdout.write(json ? `${JSON.stringify(result, undefined, 2)}\n` : renderResult(result, stdout.isTTY === true));
    if (!keep) return;
    const paths = await writeEnvironments(deployments, folder);
    (json ? stderr : stdout).write(renderKept(deployments, paths));
    await untilTold();
    await removeEnvironments(paths);
  };
  try {
    const withdraw = await announceDemo(folder);
    const result = await runDemo({ live, folder, whileUp: show });
    await withdraw();
    return result;
  } catch (error) {
    throw unavailable(error);
  } finally {
    release();
  }
}

/** Gives the cursor back where Ctrl-C ends the process in the middle; the emulators' own listeners end them. */
function closeOnSignal(close: () => void): () => void {
  const onSignal = () => {
    close();
    // Whoever else listens decides when the process ends.
    if (process.listenerCount('SIGINT') === 0) process.kill(process.pid, 'SIGINT');
  };
  process.once('SIGINT', onSignal);
  process.once('disconnect', endOrphaned);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('disconnect', endOrphaned);
  };
}

/** Whoever started this process was killed, and could not say so. */
function endOrphaned(): void {
  process.kill(process.pid, 'SIGTERM');
}
