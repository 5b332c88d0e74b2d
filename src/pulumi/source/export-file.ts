import { SecretsUnreadable, SourceMoved } from '#src/errors.ts';
import type { StackDescription, StackSource, StackUpdate } from '#src/pulumi/source/stack-source.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/** The one version a file has. */
const VERSION = 1;

/** What opens the ciphertexts of a file: the source it was exported from. */
type KeyHolder = Pick<StackSource, 'decrypt'>;

interface ExportFile {
  readonly url: string;
  /** Or how to get them: most who ask a source for its version never need the state. */
  readonly bytes: Uint8Array | (() => Promise<Uint8Array>);
  /** Absent where the source cannot be reached; the file must then be of `--show-secrets`. */
  readonly keyHolder?: KeyHolder | undefined;
}

/**
 * A file of `pulumi stack export` as a source: one version, no history, no tags. Plaintext secrets (`--show-secrets`) need no
 * decryption; ciphertexts are opened by the key holder, and refused where there is none.
 */
export class ExportFileSource implements StackSource {
  readonly url: string;
  readonly #bytes: ExportFile['bytes'];
  readonly #keyHolder: KeyHolder | undefined;

  /** `url`: the backend the file was exported from, which deployers use until cut-over. */
  constructor({ url, bytes, keyHolder }: ExportFile) {
    this.url = url;
    this.#bytes = bytes;
    this.#keyHolder = keyHolder;
  }

  async describe(stack: StackRef): Promise<StackDescription> {
    return { stack, version: VERSION, tags: {}, hasRemoteConfig: false };
  }

  async list(): Promise<readonly StackRef[]> {
    return [];
  }

  async exportStack(stack: StackRef, version: number): Promise<Uint8Array> {
    if (version === VERSION) return this.#bytes instanceof Uint8Array ? this.#bytes : await this.#bytes();
    throw new SourceMoved({
      subject: formatStackRef(stack),
      found: `an export file has version ${VERSION} only, not ${version}`,
      next: 'start a new attempt with the file',
    });
  }

  async decrypt(owner: StackRef, ciphertexts: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    if (this.#keyHolder) return await this.#keyHolder.decrypt(owner, ciphertexts);
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
