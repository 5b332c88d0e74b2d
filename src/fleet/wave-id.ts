/**
 * `europe-2026-11-24T22`: group and UTC hour in which the schedule fired. A schedule delivers at least once and always
 * the same input, so the hour is what a duplicate shares with the first. infra lets windows open on the full or half hour
 * and gives delivery up after ten minutes: in every zone on Earth both then lie in one UTC hour.
 */
export function scheduledWaveId(group: string, startedAt: Date): string {
  return `${group}-${startedAt.toISOString().slice(0, 'yyyy-mm-ddThh'.length)}`;
}

/** `europe-2026-11-24T22-05-41Z`: group and UTC second in which a person started it. */
export function manualWaveId(group: string, now: Date): string {
  return `${group}-${now.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length).replaceAll(':', '-')}Z`;
}
