import type { SeedUpdate } from '#local/stand-ins/pulumi-cloud/seed.ts';
import { sha256 } from './seeded.ts';

/** A few months of a tenant's life, oldest first: made, changed, refreshed, once failed, and the state as it is now. */
export function tenantHistory(stack: string, resources: number): readonly SeedUpdate[] {
  return [
    entry(stack, { day: '2026-01-12', message: 'Make the tenant', changes: { create: resources - 12 } }),
    entry(stack, {
      day: '2026-01-19',
      message: 'Add what its team asked for',
      changes: { create: 12, same: resources - 12 },
    }),
    entry(stack, { day: '2026-01-26', kind: 'refresh', message: '', changes: { same: resources } }),
    entry(stack, { day: '2026-02-09', result: 'failed', message: 'Raise versions', changes: { same: resources - 1 } }),
    entry(stack, {
      day: '2026-02-16',
      message: 'Raise versions, second try',
      changes: { update: 9, same: resources - 9 },
    }),
  ];
}

interface Entry {
  readonly day: string;
  readonly kind?: SeedUpdate['kind'];
  readonly result?: SeedUpdate['result'];
  readonly message: string;
  readonly changes: SeedUpdate['resourceChanges'];
}

function entry(stack: string, { day, kind = 'update', result = 'succeeded', message, changes }: Entry): SeedUpdate {
  const startTime = Date.parse(`${day}T14:00:00Z`) / 1000;
  const head = sha256(`${stack}/${day}`).slice(0, 40);
  return {
    kind,
    startTime,
    endTime: startTime + 420,
    message,
    environment: { 'git.head': head, 'git.dirty': 'false', 'exec.kind': 'cli', 'ci.system': 'GitLab' },
    result,
    resourceChanges: changes,
  };
}
