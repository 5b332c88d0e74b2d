import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** Why this deployment does not move a tenant of this kind, or undefined where it does. */
export function reasonOfLane({ variant }: Pick<TenantRecord, 'variant'>): string | undefined {
  if (variant !== 'air-gapped') return undefined;
  return 'on-site: nothing here reaches its cluster; export it and hand the file over to the deployment on its site';
}
