import { SecretsProviderForeign } from '#src/errors.ts';
import type { Deployment } from '#src/pulumi/format/deployment.ts';
import { memberOf, textOf } from '#src/pulumi/format/json-tree.ts';
import { NAME_PATTERN, type StackRef } from '#src/stack-ref.ts';

/**
 * The stack whose key sealed a state's secrets, as the state itself names it: not always the stack that was exported. Refuses,
 * before any request leaves, a provider or a service that is not the source, because the request would carry our token.
 */
export function secretsOwnerOf(deployment: Deployment, sourceUrl: string): StackRef | undefined {
  const { secretsProvider: provider, subject } = deployment;
  if (!provider) return undefined;
  if (provider.type !== 'service') {
    throw foreign(subject, `its secrets belong to the provider “${provider.type}”, not to the source`);
  }
  const url = textOf(memberOf(provider.state, 'url'));
  if (url !== undefined && url !== '' && !sameService(url, sourceUrl)) {
    throw foreign(subject, `its secrets belong to the service ${hostOf(url)}, not to ${hostOf(sourceUrl)}`);
  }
  const [organization, project, stack] = ['owner', 'project', 'stack'].map(
    (key) => textOf(memberOf(provider.state, key)) ?? '',
  );
  if (!organization || !project || !stack || ![organization, project, stack].every(isSegment)) {
    throw foreign(subject, 'secrets_providers names no stack that could own its secrets');
  }
  return { organization, project, stack };
}

/** A dot and two dots are names by Pulumi's rule, but in a path they lead elsewhere. */
function isSegment(name: string): boolean {
  return NAME_PATTERN.test(name) && name !== '.' && name !== '..';
}

function sameService(one: string, other: string): boolean {
  return one.replace(/\/+$/, '') === other.replace(/\/+$/, '');
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'of an unreadable address';
}

function foreign(subject: string, found: string): SecretsProviderForeign {
  return new SecretsProviderForeign({
    subject,
    found,
    next: 'move its secrets to the source with pulumi stack change-secrets-provider, then start again',
  });
}
