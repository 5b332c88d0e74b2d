import type { CloudStack } from './cloud-stack.ts';
import type { JsonObject } from './json.ts';
import { badRequest } from './refusal.ts';
import { type Call, ok, type Route, route } from './route.ts';

const API_VERSION = { minVersion: 1, maxVersion: 9, defaultVersion: 9 };
const PAGE = 100;

/** Who the caller is, what the service can do, which stacks there are. */
export const userRoutes: readonly Route[] = [
  route('GET', '/api/user', ({ cloud: { user, organization } }) =>
    ok({
      id: user,
      githubLogin: user,
      name: user,
      email: `${user}@example.invalid`,
      avatarUrl: '',
      organizations: [user, organization].map((name) => ({ githubLogin: name, name, avatarUrl: '' })),
      identities: [],
    }),
  ),
  route('GET', '/api/user/organizations/default', ({ cloud }) => ok({ GitHubLogin: cloud.organization, Messages: [] })),
  // No delta uploads and no journal: every update saves whole checkpoints.
  route('GET', '/api/capabilities', () =>
    ok({
      capabilities: [
        { capability: 'batch-encrypt' },
        { capability: 'deployment-schema-version', version: 1, configuration: { version: 4 } },
        { capability: 'api-version', version: 1, configuration: API_VERSION },
      ],
    }),
  ),
  route('GET', '/api/user/stacks', (call) => ok(listStacks(call))),
];

function listStacks({ cloud, query, apiVersion }: Call): JsonObject {
  const matching = cloud.stacks().filter((stack) => isAskedFor(stack, query));
  const first = Number(query.get('continuationToken') ?? '0');
  if (!Number.isInteger(first) || first < 0) throw badRequest('invalid continuation token');
  const pageSize = apiVersion < 8 ? matching.length : Number(query.get('maxResults') ?? PAGE);
  const next = first + pageSize;
  return {
    stacks: matching.slice(first, next).map(summarize),
    ...(next < matching.length ? { continuationToken: String(next) } : {}),
  };
}

function isAskedFor({ ref, tags }: CloudStack, query: URLSearchParams): boolean {
  const [organization, project] = [query.get('organization'), query.get('project')];
  const [tagName, tagValue] = [query.get('tagName'), query.get('tagValue')];
  return (
    (organization === null || organization === ref.organization) &&
    (project === null || project === ref.project) &&
    (tagName === null || (tagName in tags && (tagValue === null || tags[tagName] === tagValue)))
  );
}

function summarize(stack: CloudStack): JsonObject {
  const { organization, project, stack: name } = stack.ref;
  const lastUpdate = stack.history.at(-1)?.startTime;
  return {
    id: stack.id,
    orgName: organization,
    projectName: project,
    stackName: name,
    ...(lastUpdate === undefined ? {} : { lastUpdate, resourceCount: stack.resourceCount }),
    links: { self: '' },
  };
}
