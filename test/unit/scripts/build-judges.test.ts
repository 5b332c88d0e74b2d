import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buildJudges } from '../../../scripts/build-judges.ts';

/** Stands in for Go: notes each call, answers a version, "builds" by writing the file named after `-o`. */
const GO = `#!/bin/sh
echo "$1" >> "$(dirname "$0")/calls"
if [ "$1" = list ]; then echo v1.2.3; exit; fi
while [ "$1" != -o ]; do shift; done
echo built > "$2"
`;

describe('building the judges', () => {
  let dir: string;
  let said: string[];

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'stackferry-'));
    said = [];
    await mkdir(path.join(dir, 'modules'));
    await writeFile(path.join(dir, 'modules/go.sum'), 'pins');
  });

  afterEach(async () => {
    await rm(dir, { recursive: true });
  });

  async function build({ script = GO, signal = new AbortController().signal } = {}): Promise<string> {
    const go = path.join(dir, 'go');
    await writeFile(go, script);
    await chmod(go, 0o755);
    return await buildJudges({
      modules: path.join(dir, 'modules'),
      cache: dir,
      go,
      say: (line) => said.push(line),
      signal,
    });
  }

  it('keeps the binaries, and builds no second time from the same pins', async () => {
    const first = await build();
    const second = await build();

    expect(second).toBe(first);
    expect((await readdir(first)).toSorted()).toEqual(['pulumi', 'pulumi-language-yaml']);
    expect((await readFile(path.join(dir, 'calls'), 'utf8')).match(/build/g)).toHaveLength(2);
  });

  it('builds anew when the pins change', async () => {
    const first = await build();
    await writeFile(path.join(dir, 'modules/go.sum'), 'other pins');

    expect(await build()).not.toBe(first);
  });

  it('lets two builds at once end in the same place', async () => {
    const [one, other] = await Promise.all([build(), build()]);

    expect(one).toBe(other);
    expect(await readdir(path.join(dir, 'judges'))).toEqual([path.basename(one)]);
  });

  it('keeps nothing of a build that failed, and says what Go said', async () => {
    const failed = build({ script: '#!/bin/sh\necho no space left >&2\nexit 1\n' });

    await expect(failed).rejects.toThrow(/nothing was kept.*\n.*no space left/);
    expect(await readdir(path.join(dir, 'judges'))).toEqual([]);
  });

  it('keeps nothing of a build that was interrupted', async () => {
    const interrupted = build({ signal: AbortSignal.abort() });

    await expect(interrupted).rejects.toThrow('Building the judges was interrupted; nothing was kept.');
    expect(await readdir(path.join(dir, 'judges'))).toEqual([]);
  });

  it('sweeps up after a build that was killed', async () => {
    const killed = path.join(dir, 'judges/building-999999999-abc');
    await mkdir(killed, { recursive: true });

    const built = await build();

    expect(await readdir(path.join(dir, 'judges'))).toEqual([path.basename(built)]);
  });

  it('says how to get Go where there is none', async () => {
    const missing = buildJudges({
      modules: path.join(dir, 'modules'),
      cache: dir,
      go: path.join(dir, 'no-go'),
      say: () => {},
      signal: new AbortController().signal,
    });

    await expect(missing).rejects.toThrow(/there is no `go` in PATH: install Go/);
  });
});
