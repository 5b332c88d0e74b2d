import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** `<tenant>-<attempt>-<n>`: n counts the executions of the attempt that a start now would belong to. */
export function executionName({ tenant, status, attempt, executions }: TenantRecord): string {
  const isNewAttempt = attempt === 0 || status === 'rolledBack';
  return isNewAttempt ? `${tenant}-${attempt + 1}-1` : `${tenant}-${attempt}-${executions + 1}`;
}
