import { describe, expect, it } from '@jest/globals';
import { lockBody, lockedBy, parseLock } from '#src/pulumi/target/lock.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { fixture } from '#test/support/pulumi-fixtures.ts';

const KEY = '.pulumi/locks/organization/golden/dev/9a.json';
const CLI_LOCK = fixture('dev/target/lock.json');

function shapeOf(body: object): readonly (readonly string[])[] {
  return Object.entries(body).map(([key, value]) => [key, typeof value]);
}

describe('a lock', () => {
  it('is written with the members and types of the real CLI', () => {
    const ours = JSON.parse(Buffer.from(lockBody({ tenant: 'alder', attempt: 1 }, new Date(0))).toString('utf8'));
    const theirs = JSON.parse(CLI_LOCK.toString('utf8'));

    expect(shapeOf(ours)).toEqual(shapeOf(theirs));
  });

  it('of the real CLI names who holds it', () => {
    expect(parseLock(KEY, CLI_LOCK)).toEqual({
      key: KEY,
      pid: 10_999,
      username: 'root',
      hostname: 'vm',
      timestamp: '2026-11-23T14:31:17.07334529Z',
    });
  });

  it.each(['', '{', '[]', '"x"', '{"pid":"seven"}', '{"username":null}'])(
    'that cannot be read is a lock all the same: %s',
    (text) => {
      expect(parseLock(KEY, Buffer.from(text))).toMatchObject({ key: KEY, username: 'unknown' });
    },
  );

  it('is reported with its holder and the object to delete', () => {
    const error = lockedBy(parseStackRef('organization/golden/dev'), parseLock(KEY, CLI_LOCK));

    expect(error).toMatchObject({ name: 'StackLocked', subject: 'organization/golden/dev' });
    expect(error.message).toMatch(/root@vm \(pid 10999\) since 2026-11-23.*9a\.json/);
  });
});
