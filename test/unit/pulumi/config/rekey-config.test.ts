import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { configCiphertexts, rekeyConfig } from '#src/pulumi/config/rekey-config.ts';
import { CRYPTER, fixture, recordedPlaintexts, targetOf, WRAPPED_KEY } from '#test/support/pulumi-fixtures.ts';

const PROVIDER = `secretsprovider: ${WRAPPED_KEY.url}\nencryptedkey: ${WRAPPED_KEY.encryptedKey}\n`;
const SECURE = /(secure: )\S+/g;

/** Ciphertexts of these tests are `sealed-` and the plaintext. */
function open(ciphertext: string): Uint8Array {
  if (!ciphertext.startsWith('sealed-')) throw new Error('asked to open what is no ciphertext');
  return Buffer.from(ciphertext.slice('sealed-'.length));
}

function rekey(text: string): string {
  return rekeyConfig(text, { open, crypter: CRYPTER, wrappedKey: WRAPPED_KEY, subject: 'acme/app/prod' });
}

function rekeyFixture(name: 'dev' | 'kube'): { readonly before: string; readonly after: string } {
  const before = fixture(`${name}/source/Pulumi.${name}.yaml`).toString('utf8');
  const plaintexts = recordedPlaintexts(name);
  const openRecorded = (text: string) => plaintexts.get(text) ?? Buffer.from('never recorded');
  return {
    before,
    after: rekeyConfig(before, { open: openRecorded, crypter: CRYPTER, wrappedKey: WRAPPED_KEY, subject: name }),
  };
}

function opened(value: unknown, decrypt = CRYPTER.decrypt): unknown {
  if (Array.isArray(value)) return value.map((item) => opened(item, decrypt));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === 'secure') {
    return `opened ${Buffer.from(decrypt(String(entries[0][1]))).toString('utf8')}`;
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, opened(inner, decrypt)]));
}

const refused = expect.objectContaining({ name: 'ConfigUnsupported', subject: 'acme/app/prod' });

describe('the config of a real stack', () => {
  it.each(['dev', 'kube'] as const)('keeps every line but those of secrets, and gains the provider: %s', (name) => {
    const { before, after } = rekeyFixture(name);

    expect(after.replaceAll(SECURE, '$1…')).toBe(`${before.replaceAll(SECURE, '$1…')}${PROVIDER}`);
  });

  it('opens to the same values as what the CLI made of it', () => {
    const { crypter } = targetOf('dev');
    const cli = parse(fixture('dev/target/Pulumi.dev.yaml').toString('utf8')) as { config: unknown };
    const ours = parse(rekeyFixture('dev').after) as { config: unknown };

    expect(opened(ours.config)).toEqual(opened(cli.config, crypter.decrypt));
  });

  it('names its ciphertexts beforehand, so that they are opened in one batch', () => {
    const text = fixture('dev/source/Pulumi.dev.yaml').toString('utf8');

    const found = configCiphertexts(text, 'dev');

    expect(found).toHaveLength(3);
    expect(found.every((ciphertext) => recordedPlaintexts('dev').has(ciphertext))).toBe(true);
  });

  it('is the same whenever it is made again', () => {
    expect(rekeyFixture('dev').after).toBe(rekeyFixture('dev').after);
  });
});

describe('a config by hand', () => {
  it.each(['|', '>-', '|+'])('may spell a secret as a block, and the lines after it stay their own: %s', (style) => {
    const text = `config:\n  a:\n    secure: ${style}\n      sealed-x\n  b: 1\n`;

    const after = rekey(text);

    expect(after.replaceAll(SECURE, '$1…')).toBe(`config:\n  a:\n    secure: …\n  b: 1\n${PROVIDER}`);
  });

  it('has its secrets re-encrypted at any depth', () => {
    const text = 'config:\n  a:b:\n    list:\n      - - secure: sealed-x\n      - {deep: {secure: "sealed-y"}}\n';

    expect(opened((parse(rekey(text)) as { config: unknown }).config)).toEqual({
      'a:b': { list: [['opened x'], { deep: 'opened y' }] },
    });
  });

  it('takes secure beside other keys, and secure that is no string, for data', () => {
    const text =
      'config:\n  a:b:\n    secure: mine\n    other: 1\n  a:c:\n    x: {secure: 7}\n  a:d:\n    - {secure: {a: 1}}\n';

    expect(rekey(text)).toBe(`${text}${PROVIDER}`);
  });

  it('keeps comments, order, numbers and quotes of everything else', () => {
    const text =
      '# top\nconfig: # why\n  b:z: 0x1F\n\n  a:y: "12"\n  a:x: 1_000 # odd\n  a:n: 9007199254740993\n  a:m: |\n    one\n    two\n# end\n';

    expect(rekey(text)).toBe(`${text}${PROVIDER}`);
  });

  it('replaces the provider of before, also a passphrase', () => {
    const text =
      'secretsprovider: awskms://old\nencryptedkey: b2xk\nencryptionsalt: v1:abc:v1:d:e\nconfig:\n  a:b: c\n';

    expect(parse(rekey(text))).toEqual({
      secretsprovider: WRAPPED_KEY.url,
      encryptedkey: WRAPPED_KEY.encryptedKey,
      config: { 'a:b': 'c' },
    });
  });

  it.each([
    '',
    '{}',
    '# nothing\n',
    'config: {}\n',
    'config:\n',
    '---\nconfig:\n  a:b: c',
    '{config: {a: b}}',
    '\r\nconfig:\r\n  a:b: c\r\n',
  ])('names the provider also in %j', (text) => {
    expect(parse(rekey(text))).toMatchObject({
      secretsprovider: WRAPPED_KEY.url,
      encryptedkey: WRAPPED_KEY.encryptedKey,
    });
  });

  it.each([
    ['ESC environments', 'environment:\n  - shared\nconfig: {}\n'],
    ['an environment of its own', 'environment:\n  values: {}\n'],
    ['what is not YAML', 'config: [\n'],
    ['a key twice', 'config:\n  a:b: 1\n  a:b: 2\n'],
    ['a list', '- a\n'],
    ['a text', 'hello'],
    ['two documents', 'config: {}\n---\nconfig: {}\n'],
    ['a secret that is an alias', 'x: &x sealed-a\nconfig:\n  a:b:\n    secure: *x\n'],
  ])('is refused with %s', (_, text) => {
    expect(() => rekey(text)).toThrow(refused);
  });
});
