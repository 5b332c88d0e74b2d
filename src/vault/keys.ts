import { formatAttempt, type RunRef } from '#src/run-ref.ts';
import type { VaultArea } from '#src/vault/vault.ts';

/** The one place that makes a key of the vault: `<tenant>/<attempt>/<area>/<name>`, a rehearsal's attempt being `r1`, `r2` …. */
export function vaultKey(run: RunRef, area: VaultArea, name: string): string {
  return `${run.tenant}/${formatAttempt(run)}/${area}/${name}`;
}

/** The area a key belongs to, which decides the KMS key it is sealed with. */
export function areaOf(key: string): string | undefined {
  return key.split('/')[2];
}
