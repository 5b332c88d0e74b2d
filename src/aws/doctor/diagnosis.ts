/** What one look at one thing came to. Only `ok` is good: what could not be looked at is `failed`. */
export type Diagnosis =
  | { readonly id: CheckId; readonly state: 'ok'; readonly subject: string; readonly found: string }
  | Complaint;

export interface Complaint {
  readonly id: CheckId;
  readonly state: 'warning' | 'failed';
  readonly subject: string;
  /** What is wrong. */
  readonly found: string;
  readonly why: string;
  /** The command that puts it right, or what to do where no command can. */
  readonly fix: string;
}

/** Stable: scripts and tickets name them. */
export const CHECK_IDS = [
  'node',
  'command-function',
  'table',
  'source-token',
  'clock',
  'state-bucket',
  'secrets-key',
  'vault-lock',
  'vault-keys',
  'publications',
  'schedules',
  'clusters',
] as const;

export type CheckId = (typeof CHECK_IDS)[number];

/** What a check says about the thing it looked at; its id comes from the list of checks. */
export type Finding = Omit<Extract<Diagnosis, { state: 'ok' }>, 'id'> | Omit<Complaint, 'id'>;

/** One read-only look. Whatever it throws counts as failed. */
export type Check = () => Promise<readonly Finding[]>;

export function ok(subject: string, found: string): Finding {
  return { state: 'ok', subject, found };
}

export function warning(subject: string, complaint: Omit<Complaint, 'id' | 'state' | 'subject'>): Finding {
  return { state: 'warning', subject, ...complaint };
}

export function failed(subject: string, complaint: Omit<Complaint, 'id' | 'state' | 'subject'>): Finding {
  return { state: 'failed', subject, ...complaint };
}
