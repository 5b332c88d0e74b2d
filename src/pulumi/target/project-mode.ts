import { ImportRejected } from '#src/errors.ts';
import { META_BYTES, META_KEY } from '#src/pulumi/target/layout.ts';
import type { ObjectStore } from '#src/pulumi/target/object-store.ts';
import type { RunRef } from '#src/run-ref.ts';

const STACKS = '.pulumi/stacks/';

/** Throws `ImportRejected` for a bucket whose backend is, or would be taken for, one of another version. */
export async function expectProjectMode(objects: ObjectStore, url: string): Promise<void> {
  const meta = await objects.read(META_KEY);
  if (meta && !/^version:\s*1\s*$/m.test(Buffer.from(meta.bytes).toString('utf8'))) {
    throw notInProjectMode(url, 'meta.yaml is not version 1');
  }
  // Stacks of the oldest layout lie directly in this folder; writing meta.yaml would hide them from the CLI.
  const keys = meta ? [] : await objects.list(STACKS);
  if (keys.some((key) => !key.slice(STACKS.length).includes('/')))
    throw notInProjectMode(url, 'it has no meta.yaml, and stacks of the oldest layout');
}

/** Writes meta.yaml where it is missing: before the first stack, or the CLI would guess. */
export async function enterProjectMode(run: RunRef, objects: ObjectStore, url: string): Promise<void> {
  await expectProjectMode(objects, url);
  const made = await objects.create(run, META_KEY, META_BYTES);
  if (!made) await expectProjectMode(objects, url);
}

function notInProjectMode(subject: string, why: string): ImportRejected {
  return new ImportRejected({
    subject,
    found: `the backend in this bucket is not in project mode (${why})`,
    next: 'upgrade it with pulumi state upgrade, or give the migration a bucket of its own',
  });
}
