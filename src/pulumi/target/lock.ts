import { z } from 'zod';
import { StackLocked } from '#src/errors.ts';
import type { LockHolder } from '#src/pulumi/target/target-backend.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

const lockSchema = z.looseObject({
  pid: z.number().default(0),
  username: z.string().default('unknown'),
  hostname: z.string().default('unknown'),
  timestamp: z.string().default(''),
});

/** The lock's body in the backend's own shape, so that the Pulumi CLI names us to whoever meets it. */
export function lockBody(run: RunRef, now: Date): Uint8Array {
  const body = { pid: 1, username: 'stackferry', hostname: formatRun(run), timestamp: now.toISOString() };
  return Buffer.from(JSON.stringify(body));
}

export function parseLock(key: string, bytes: Uint8Array): LockHolder {
  let found: unknown;
  try {
    found = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    found = {};
  }
  const { pid, username, hostname, timestamp } = lockSchema.catch(lockSchema.parse({})).parse(found);
  return { key, pid, username, hostname, timestamp };
}

export function lockedBy(stack: StackRef, { key, username, hostname, pid, timestamp }: LockHolder): StackLocked {
  return new StackLocked({
    subject: formatStackRef(stack),
    found: `the target’s lock is held by ${username}@${hostname} (pid ${pid}) since ${timestamp}`,
    // `pulumi cancel` knows no lock of a stack that is not there yet.
    next: `wait until that deploy has ended; where its owner is dead, delete ${key}`,
  });
}

/** Somebody took the lock of a run away while it was writing. */
export function unlocked(stack: StackRef): StackLocked {
  return new StackLocked({
    subject: formatStackRef(stack),
    found: 'the lock of this run was taken away while it was writing',
    next: 'look at the tenant’s journal: a rollback has taken over, or somebody called pulumi cancel',
  });
}
