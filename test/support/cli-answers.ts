import type { PulumiCli } from '#test/support/pulumi-cli.ts';

export interface Question {
  readonly cli: PulumiCli;
  readonly stack: string;
  /** Folder of `Pulumi.yaml`: names the project, and with it whose secrets the configuration holds. */
  readonly program: string;
}

/** Newest first, secrets of the configuration open. A self-hosted backend keeps no version numbers: they are left out. */
export async function readHistory({ cli, stack, program }: Question): Promise<readonly HistoryEntry[]> {
  const text = await cli.run(['stack', 'history', '--stack', stack, '--json', '--show-secrets'], { cwd: program });
  const entries: readonly (HistoryEntry & { readonly version: number })[] = JSON.parse(text);
  return entries.map(({ version: _, ...entry }) => entry);
}

export interface HistoryEntry {
  readonly kind: string;
  readonly config: Readonly<Record<string, { readonly value?: string; readonly secret: boolean }>>;
  readonly resourceChanges?: Readonly<Record<string, number>>;
}

export async function readTags({ cli, stack }: Question): Promise<Readonly<Record<string, string>>> {
  const tags: Readonly<Record<string, string>> = JSON.parse(
    await cli.run(['stack', 'tag', 'ls', '--stack', stack, '--json']),
  );
  return tags;
}

/** The configuration that stands beside the program, secrets open. */
export async function readConfig({ cli, stack, program }: Question): Promise<unknown> {
  return JSON.parse(await cli.run(['config', '--stack', stack, '--json', '--show-secrets'], { cwd: program }));
}

/** What the state says of its secrets: provider, its URL, the wrapped data key. */
export async function readSecretsProvider({ cli, stack }: Question): Promise<unknown> {
  const exported: { readonly deployment: Readonly<Record<string, unknown>> } = JSON.parse(
    await cli.exportStack(stack, { showSecrets: false }),
  );
  return exported.deployment['secrets_providers'];
}
