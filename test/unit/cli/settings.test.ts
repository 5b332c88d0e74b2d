import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { gatherEnvironment, parseCliSettings } from '#src/cli/settings.ts';

const FOUND = { AWS_REGION: 'eu-west-1', STACKFERRY_TABLE: 'tracking', STACKFERRY_COMMAND: 'command' };

async function aFile(text: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'settings-')), 'settings');
  await writeFile(file, text);
  return file;
}

describe('settings of the command line', () => {
  it('come from the environment', async () => {
    expect(parseCliSettings(await gatherEnvironment(FOUND, undefined))).toMatchObject({
      region: 'eu-west-1',
      table: 'tracking',
      commandFunction: 'command',
    });
  });

  it.each([
    ['JSON', JSON.stringify(FOUND)],
    ['lines', 'AWS_REGION=eu-west-1\nSTACKFERRY_TABLE="tracking"\n# a word\nSTACKFERRY_COMMAND=command\n'],
  ])('come from a file of %s, which goes before the environment', async (_, text) => {
    const file = await aFile(text);

    const gathered = await gatherEnvironment({ STACKFERRY_TABLE: 'another', AWS_REGION: 'us-east-1' }, file);

    expect(parseCliSettings(gathered)).toMatchObject({ region: 'eu-west-1', table: 'tracking' });
  });

  it('take the region the SDK would take', async () => {
    const gathered = await gatherEnvironment(
      { ...FOUND, AWS_REGION: undefined, AWS_DEFAULT_REGION: 'eu-west-1' },
      undefined,
    );

    expect(parseCliSettings(gathered).region).toBe('eu-west-1');
  });

  it('that are missing are named, with what to do', () => {
    expect(() => parseCliSettings({ AWS_REGION: 'eu-west-1' })).toThrow(
      expect.objectContaining({
        name: 'SettingsInvalid',
        found: 'missing or malformed: STACKFERRY_TABLE, STACKFERRY_COMMAND',
        next: expect.stringContaining('--settings'),
      }),
    );
  });

  it('leave credentials to the SDK, but for the local AWS', () => {
    const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

    expect(parseCliSettings({ ...FOUND, ...keys }).credentials).toBeUndefined();
    expect(parseCliSettings({ ...FOUND, ...keys, AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }).credentials).toEqual({
      accessKeyId: 'test',
      secretAccessKey: 'test',
    });
  });

  it.each([
    ['a file that is not there', '/nowhere/settings.json', undefined],
    ['a file that is no settings', undefined, '{"STACKFERRY_TABLE": '],
  ])('refuse %s without showing what is in it', async (_, path, text) => {
    const file = path ?? (await aFile(text ?? ''));

    await expect(gatherEnvironment({}, file)).rejects.toMatchObject({ name: 'SettingsInvalid', subject: file });
  });
});
