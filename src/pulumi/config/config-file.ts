import { constants, copyFile, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { ConfigUnsupported } from '#src/errors.ts';
import { fileErrorCode, translateFileError } from '#src/pulumi/translate-file-error.ts';

/** The `Pulumi.<stack>.yaml` beside a program. */
export interface ConfigFile {
  readonly path: string;
  read(): Promise<string>;
  /** Puts another text in its place, at once or not at all, and returns where the one before is kept. */
  replace(text: string): Promise<string>;
}

/** Throws `ConfigUnsupported` where there is no such file, `AccessRefused`, `BackendUnavailable`. */
export function configFile(path: string): ConfigFile {
  return {
    path,
    read: async () => await translateFileError(path, async () => await readText(path)),
    replace: async (text) => await translateFileError(path, async () => await replaceText(path, text)),
  };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (fileErrorCode(error) !== 'ENOENT') throw error;
    const next = 'correct --config; for a stack without configuration make it as an empty file';
    throw new ConfigUnsupported({ subject: path, found: 'there is no such config file', next });
  }
}

async function replaceText(path: string, text: string): Promise<string> {
  const file = await realpath(path);
  const backup = await backUp(file);
  const unfinished = `${file}.stackferry-new`;
  const { mode } = await stat(file);
  try {
    const handle = await open(unfinished, 'w', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
  return backup;
}

/** `<file>.bak`, or the next free number behind it: an older backup may be the only one of what it holds. */
async function backUp(file: string): Promise<string> {
  for (let number = 0; ; number++) {
    const backup = number === 0 ? `${file}.bak` : `${file}.bak.${number}`;
    try {
      await copyFile(file, backup, constants.COPYFILE_EXCL);
      return backup;
    } catch (error) {
      if (fileErrorCode(error) !== 'EEXIST') throw error;
    }
    if ((await readFile(backup)).equals(await readFile(file))) return backup;
  }
}
