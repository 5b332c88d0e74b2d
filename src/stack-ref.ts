import { ContractViolated } from '#src/errors.ts';

/** The address of one Pulumi stack: `organization/project/stack`. */
export interface StackRef {
  readonly organization: string;
  readonly project: string;
  readonly stack: string;
}

/** Pulumi's rule for project and stack names: 1–100 characters of `[A-Za-z0-9_.-]`. */
export const NAME_PATTERN = /^[A-Za-z0-9_.-]{1,100}$/;

/** Parses `organization/project/stack`; throws `ContractViolated` for anything else. */
export function parseStackRef(text: string): StackRef {
  const parts = text.split('/');
  const [organization, project, stack] = parts;
  if (parts.length !== 3 || !parts.every((part) => NAME_PATTERN.test(part))) {
    throw new ContractViolated({
      subject: text,
      found: 'this is not a stack address',
      next: 'name the stack as organization/project/stack',
    });
  }
  return { organization: organization ?? '', project: project ?? '', stack: stack ?? '' };
}

export function formatStackRef({ organization, project, stack }: StackRef): string {
  return `${organization}/${project}/${stack}`;
}

/** A self-hosted backend knows one organization only, and it is named `organization`. */
export function targetRefOf({ project, stack }: StackRef): StackRef {
  return { organization: 'organization', project, stack };
}
