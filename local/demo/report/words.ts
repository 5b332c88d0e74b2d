/** How the report names what records, journals and receipts hold. */
const OUTCOMES: Readonly<Record<string, string>> = {
  migrated: 'migrated',
  rolledBack: 'rolled back',
  held: 'held',
  quarantined: 'quarantined',
};

export function outcomeWords(status: string): string {
  return OUTCOMES[status] ?? status;
}

/** Seconds with as many digits as help. */
export function secondsText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kibibytes = bytes / 1024;
  return kibibytes < 1024 ? `${kibibytes.toFixed(1)} KiB` : `${(kibibytes / 1024).toFixed(1)} MiB`;
}

export function countText(count: number): string {
  return count.toLocaleString('en');
}

/** `14:03:27.5` of an ISO date. */
export function clockText(at: string): string {
  return at.slice(11, 21);
}
