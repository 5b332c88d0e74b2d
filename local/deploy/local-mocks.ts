import type { runtime } from '@pulumi/pulumi';
import { answerCall } from '#local/deploy/calls.ts';
import { HANDLERS } from '#local/deploy/handlers.ts';
import { type Deployment, siteMaker } from '#local/deploy/site.ts';
import { unwrapSecrets } from '#local/deploy/unwrap-secrets.ts';
import { ResourceUnsupported } from '#local/local-error.ts';

export interface CreatedResource {
  readonly type: string;
  readonly name: string;
  readonly id: string;
}

export interface LocalMocks {
  readonly mocks: runtime.Mocks;
  readonly fail: (error: unknown) => void;
  /** Rejects with the first failure; nothing is created after it. */
  readonly failed: Promise<never>;
  /** Grows while the program runs. */
  readonly resources: CreatedResource[];
  readonly notes: string[];
}

/** What Pulumi's runtime talks to instead of an engine: each registration creates the resource before it answers. */
export function localMocks(deployment: Deployment): LocalMocks {
  const resources: CreatedResource[] = [];
  const notes: string[] = [];
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  const site = siteMaker(deployment, notes);

  const create = async ({ type, name, custom, inputs, id }: runtime.MockResourceArgs) => {
    const declared = unwrapDeclared(inputs);
    if (custom === false) return { id: undefined, state: declared };
    if (id) throw new ResourceUnsupported('it is read, not declared: the local AWS holds only what programs declare');
    const handler = HANDLERS[type];
    if (handler === undefined)
      throw new ResourceUnsupported('the local AWS cannot create this type: add it to local/deploy');
    const { region, ...properties } = declared;
    const created = await handler(properties, site({ type, name, region }));
    resources.push({ type, name, id: created.id });
    return { id: created.id, state: { ...declared, ...created.outputs } };
  };

  // After a failure there is no answer: one would let the program go on, and a refusal would surface as an unhandled
  // rejection somewhere in it.
  const orNothing = async <Answer>(answer: Promise<Answer>, where: string): Promise<Answer> =>
    await answer.catch(async (error: unknown) => {
      fail(placed(error, where));
      return await new Promise<never>(() => undefined);
    });
  const mocks: runtime.Mocks = {
    newResource: async (args) => await orNothing(create(args), `${args.type} ${args.name}`),
    call: async ({ token }) => await orNothing(answerCall(token, deployment), token),
  };
  return { mocks, fail, failed, resources, notes };
}

function unwrapDeclared(inputs: unknown): Record<string, unknown> {
  const declared = unwrapSecrets(inputs);
  return typeof declared === 'object' && declared !== null ? { ...declared } : {};
}

/** The same error, with what it happened to in front of its message. */
function placed(error: unknown, where: string): Error {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return name === 'ResourceUnsupported'
    ? new ResourceUnsupported(`${where}: ${message}`, { cause: error })
    : new Error(`${where} could not be created locally: ${name}: ${message}`, { cause: error });
}
