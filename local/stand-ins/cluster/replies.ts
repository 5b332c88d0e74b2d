import { renderJson } from '#local/stand-ins/cluster/kubernetes-object.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** JSON bodies end with a line break, as the real encoder's do. */
export function json(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${body}\n` };
}

export function refusal(code: number, reason: string, message: string, metadata: object = {}): Answer {
  const status = { apiVersion: 'v1', kind: 'Status', status: 'Failure', code, reason, message, metadata };
  return json(code, renderJson(status));
}
