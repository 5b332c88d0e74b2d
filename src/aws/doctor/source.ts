import { z } from 'zod';
import { type Check, type Finding, failed, ok, warning } from '#src/aws/doctor/diagnosis.ts';
import type { Clock } from '#src/clock.ts';

export interface SourceLook {
  readonly url: string;
  readonly tokenSecretArn: string;
  readonly readToken: () => Promise<string>;
  /** Of the registered tenants' stacks. */
  readonly organizations: () => Promise<readonly string[]>;
  /** False where every registered tenant comes from a file: then there need be no token here. */
  readonly isRead: () => Promise<boolean>;
  readonly fetch: typeof fetch;
}

const PATIENCE_MILLISECONDS = 10_000;

/** The source answers, accepts the token, and the token sees every organization whose stacks are registered. */
export function checkSourceToken(look: SourceLook): Check {
  return async () => {
    if (!(await look.isRead())) return [ok(look.url, 'no tenant is read from it')];
    const token = await look.readToken();
    const answer = await ask(look, token);
    if (!answer) return [unreachable(look.url)];
    if (answer.status === 401 || answer.status === 403) return [refused(look, answer.status)];
    if (!answer.ok) return [unreachable(look.url, answer.status)];
    const { organizations } = userSchema.parse(await answer.json());
    const seen = organizations.map(({ githubLogin }) => githubLogin);
    const unseen = (await look.organizations()).filter((name) => !seen.includes(name));
    return unseen.length > 0
      ? unseen.map((name) => outside(look, name))
      : [ok(look.url, 'answers and accepts the token')];
  };
}

const WARNING_SECONDS = 30;
/** AWS refuses signatures that are further off. */
const FAILED_SECONDS = 300;

/** How far this clock is from the source's, by the Date of its answer: any answer has one, a refusal, too. */
export function checkClock(look: Pick<SourceLook, 'url' | 'fetch'>, clock: Clock): Check {
  return async () => {
    const before = clock.now().getTime();
    const answer = await ask(look);
    if (!answer) return [unreachable(look.url)];
    const there = Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(there)) {
      const found = 'its answer has no date';
      return [warning(look.url, { found, why: 'the clocks cannot be compared', fix: 'compare them by hand: date -u' })];
    }
    const seconds = Math.round(Math.abs((before + clock.now().getTime()) / 2 - there) / 1000);
    const found = `this clock and the source’s are ${seconds} s apart`;
    if (seconds < WARNING_SECONDS) return [ok(look.url, found)];
    const why = 'signatures and tokens end by the clock, and the order of journals is told by it';
    const complaint = { found, why, fix: 'set the clock by NTP: timedatectl set-ntp true' };
    return [seconds < FAILED_SECONDS ? warning(look.url, complaint) : failed(look.url, complaint)];
  };
}

const userSchema = z.object({ organizations: z.array(z.object({ githubLogin: z.string() })) });

async function ask(look: Pick<SourceLook, 'url' | 'fetch'>, token?: string): Promise<Response | undefined> {
  const headers = {
    Accept: 'application/vnd.pulumi+9',
    'User-Agent': 'stackferry',
    ...(token === undefined ? {} : { Authorization: `token ${token}` }),
  };
  const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  return await look.fetch(`${look.url}/api/user`, { headers, signal }).catch(() => undefined);
}

function unreachable(url: string, status?: number): Finding {
  return failed(url, {
    found: status === undefined ? 'it does not answer' : `it answers ${status}`,
    why: 'nothing can be exported, and no soak can see whether the source moves',
    fix: `curl -sS ${url}/api/user; where that answers, correct sourceUrl in infra/pipeline`,
  });
}

function refused({ url, tokenSecretArn }: SourceLook, status: number): Finding {
  return failed(url, {
    found: `it refuses the token (${status})`,
    why: 'every preflight would be held, every soak sample unknown',
    fix: `aws secretsmanager put-secret-value --secret-id ${tokenSecretArn} --secret-string file://token`,
  });
}

function outside({ url, tokenSecretArn }: SourceLook, organization: string): Finding {
  return failed(url, {
    found: `the token does not see the organization ${organization}`,
    why: 'tenants of it are registered',
    fix: `put a token of a member of ${organization}: aws secretsmanager put-secret-value --secret-id ${tokenSecretArn} --secret-string file://token`,
  });
}
