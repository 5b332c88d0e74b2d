import { formatStackRef } from '#src/stack-ref.ts';
import { isObject, type Json, member, textMember, textMembers } from './json.ts';
import { rawMember } from './raw-member.ts';
import { badRequest, notFound } from './refusal.ts';
import { type Answer, bodyOf, type Call, NO_CONTENT, ok, type Route, refOf, route, STACK, stackOf } from './route.ts';

/** A stack as a whole: creating, describing, exporting, tagging, its history and its configuration in the service. */
export const stackRoutes: readonly Route[] = [
  route('HEAD', '/api/stacks/:org/:project', hasProject),
  route('POST', '/api/stacks/:org/:project', createStack),
  route('GET', STACK, (call) => ok(stackOf(call).describe())),
  route('DELETE', STACK, deleteStack),
  route('GET', `${STACK}/export`, (call) => ({ status: 200, text: stackOf(call).exportState() })),
  route('GET', `${STACK}/export/:version`, exportVersion),
  route('GET', `${STACK}/resources/count`, (call) => {
    const { resourceCount, version } = stackOf(call);
    return ok({ resourceCount, version });
  }),
  route('PATCH', `${STACK}/tags`, (call) => {
    stackOf(call).tags = textMembers(bodyOf(call));
    return NO_CONTENT;
  }),
  route('GET', `${STACK}/updates`, listUpdates),
  route('GET', `${STACK}/updates/latest`, latestUpdate),
  route('GET', `${STACK}/config`, remoteConfig),
  route('PUT', `${STACK}/config`, (call) => {
    stackOf(call).remoteConfig = bodyOf(call);
    return ok(bodyOf(call));
  }),
];

function hasProject({ cloud, segments }: Call): Answer {
  const { org, project } = segments;
  const known = cloud.stacks().some(({ ref }) => ref.organization === org && ref.project === project);
  return known ? { status: 200 } : { status: 404 };
}

function createStack(call: Call): Answer {
  const { cloud, segments } = call;
  if (![cloud.organization, cloud.user].includes(segments['org'] ?? ''))
    throw notFound(`Organization '${segments['org']}'`);
  const request = bodyOf(call);
  const stack = cloud.create({ ...refOf(call), stack: textMember(request, 'stackName') });
  stack.tags = textMembers(member(request, 'tags'));
  const config = member(request, 'config');
  if (config !== undefined && config !== null) stack.remoteConfig = config;
  const state = isObject(member(request, 'state')) ? rawMember(call.body, 'state') : undefined;
  if (state !== undefined) stack.append(importInfo(cloud.now()), state);
  return ok({});
}

function importInfo(now: number) {
  const time = Math.floor(now / 1000);
  return {
    kind: 'import',
    startTime: time,
    endTime: time,
    message: '',
    environment: {},
    config: {},
    result: 'succeeded',
    version: 1,
  } as const;
}

function deleteStack(call: Call): Answer {
  const stack = stackOf(call);
  const isForced = call.query.get('force') === 'true';
  if (!isForced && stack.resourceCount > 0) throw badRequest('Stack still contains resources.');
  call.cloud.delete(stack.ref);
  return NO_CONTENT;
}

function exportVersion(call: Call): Answer {
  const version = Number(call.segments['version']);
  if (!Number.isInteger(version) || version < 1) throw badRequest('invalid version number');
  return { status: 200, text: stackOf(call).exportState(version) };
}

/** Newest first; pages count from 1, and without a page size everything comes. */
function listUpdates(call: Call): Answer {
  const newestFirst = stackOf(call).history.toReversed();
  const pageSize = Number(call.query.get('pageSize') ?? newestFirst.length);
  const start = (Number(call.query.get('page') ?? 1) - 1) * pageSize;
  return ok({ updates: newestFirst.slice(start, start + pageSize).map((info): Json => ({ ...info })) });
}

function latestUpdate(call: Call): Answer {
  const info = stackOf(call).history.at(-1);
  if (!info) throw notFound(`${formatStackRef(refOf(call))} was never updated`);
  return ok({ info: { ...info } });
}

function remoteConfig(call: Call): Answer {
  const { remoteConfig: config } = stackOf(call);
  if (config === undefined) throw notFound('the stack’s configuration is not kept here');
  return ok(config);
}
