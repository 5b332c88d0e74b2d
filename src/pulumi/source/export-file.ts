import { SecretsUnreadable, SourceMoved } from '#src/errors.ts';
import type { StackDescription, StackSource, StackUpdate } from '#src/pulumi/source/stack-source.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/** The one version a file has. */
const VERSION = 1;

/**
 * An export of `pulumi stack export --show-secrets` as a source: one version, no history, no tags. Its secrets are plaintext in
 * the file, so nothing is ever decrypted; a file with ciphertexts is refused by `decrypt`.
 */
export class ExportFileSource implements StackSource {
  readonly url: string;
  readonly #bytes: Uint8Array;

  /** `url`: the backend the file was exported from, which deployers use until cut-over. */
  constructor({ url, bytes }: { readonly url: string; readonly bytes: Uint8Array }) {
    this.url = url;
    this.#bytes = bytes;
  }

  async describe(stack: StackRef): Promise<StackDescription> {
    return { stack, version: VERSION, tags: {}, hasRemoteConfig: false };
  }

  async list(): Promise<readonly StackRef[]> {
    return [];
  }

  async exportStack(stack: StackRef, version: number): Promise<Uint8Array> {
    if (version === VERSION) return this.#bytes;
    throw new SourceMoved({
      subject: formatStackRef(stack),
      found: `an export file has version ${VERSION} only, not ${version}`,
      next: 'start a new attempt with the file',
    });
  }

  async decrypt(owner: StackRef): Promise<ReadonlyMap<string, Uint8Array>> {
    throw new SecretsUnreadable({
      subject: formatStackRef(owner),
      found: 'the export file holds ciphertexts, which only the source it came from can open',
      next: 'export it again with pulumi stack export --show-secrets',
    });
  }

  async readHistory(): Promise<readonly StackUpdate[]> {
    return [];
  }
}
