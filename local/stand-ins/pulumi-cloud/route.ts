import type { StackRef } from '#src/stack-ref.ts';
import type { Cloud } from './cloud.ts';
import type { CloudStack } from './cloud-stack.ts';
import { type Json, parseJson } from './json.ts';
import { badRequest } from './refusal.ts';

/** One request, with what its route and its headers say. */
export interface Call {
  readonly cloud: Cloud;
  /** Named segments of the path. */
  readonly segments: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: string;
  /** N of `Accept: application/vnd.pulumi+N`. */
  readonly apiVersion: number;
  /** The lease token, where the caller speaks for a running update rather than for a user. */
  readonly lease: string | undefined;
}

/** `body` as text goes out as it is. */
export interface Answer {
  readonly status: number;
  readonly body?: Json;
  readonly text?: string;
}

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  /** Who may call: a user, or the update that holds the lease. */
  readonly caller: 'user' | 'update';
  readonly answer: (call: Call) => Answer;
}

/** `:name` in the path stands for one segment. */
export function route(method: string, path: string, answer: Route['answer'], caller: Route['caller'] = 'user'): Route {
  const pattern = new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
  return { method, pattern, caller, answer };
}

export function ok(body: Json = {}): Answer {
  return { status: 200, body };
}

export const NO_CONTENT: Answer = { status: 204 };

export function refOf({ segments }: Call): StackRef {
  return { organization: segments['org'] ?? '', project: segments['project'] ?? '', stack: segments['stack'] ?? '' };
}

/** The stack a call names; refuses (404) one that is not there. */
export function stackOf(call: Call): CloudStack {
  return call.cloud.stack(refOf(call));
}

export function bodyOf({ body }: Call): Json {
  try {
    return parseJson(body);
  } catch {
    throw badRequest('the body is not JSON');
  }
}

export const STACK = '/api/stacks/:org/:project/:stack';
