import { fileURLToPath } from 'node:url';
import { ContractViolated } from '#src/errors.ts';

/** Where a self-hosted backend lies, from the URL the Pulumi CLI logs in to. */
export type TargetPlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 'bucket';
      readonly bucket: string;
      /** Empty, or ends in a slash. */
      readonly prefix: string;
      readonly region?: string | undefined;
      readonly endpoint?: string | undefined;
      readonly profile?: string | undefined;
      readonly forcePathStyle: boolean;
    };

/** Parameters of gocloud.dev's `s3blob` that are honoured here; `awssdk` changes nothing any more. */
const KNOWN = new Set([
  'region',
  'endpoint',
  'profile',
  's3ForcePathStyle',
  'use_path_style',
  'disableSSL',
  'disable_https',
  'awssdk',
]);

/** Throws `ContractViolated` for another scheme, and for a parameter that would be passed over in silence. */
export function parseTargetUrl(text: string): TargetPlace {
  const url = URL.parse(text);
  if (url?.protocol === 'file:') return folderOf(url, text);
  if (url?.protocol === 's3:' && url.hostname) return bucketOf(url, text);
  throw malformed(text, 'it begins neither with s3:// and a bucket nor with file:// and a folder');
}

function folderOf(url: URL, text: string): TargetPlace {
  if (url.search) throw malformed(text, 'a folder takes no parameters');
  if (url.hostname) throw malformed(text, 'a folder begins with three slashes: file:///folder');
  try {
    return { kind: 'folder', folder: fileURLToPath(url) };
  } catch {
    throw malformed(text, 'its path cannot be read');
  }
}

function bucketOf({ hostname: bucket, pathname, searchParams }: URL, text: string): TargetPlace {
  const unknown = [...searchParams.keys()].find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw malformed(text, `the parameter ${unknown} is not known here`);
  const path = unescapedOf(pathname, text).replace(/^\/+|\/+$/g, '');
  const isTrue = (...names: readonly string[]) =>
    names.some((name) => /^(1|t|true)$/i.test(searchParams.get(name) ?? ''));
  return {
    kind: 'bucket',
    bucket,
    prefix: path === '' ? '' : `${path}/`,
    region: searchParams.get('region') ?? undefined,
    endpoint: endpointOf(searchParams.get('endpoint'), isTrue('disableSSL', 'disable_https')),
    profile: searchParams.get('profile') ?? undefined,
    forcePathStyle: isTrue('s3ForcePathStyle', 'use_path_style'),
  };
}

function unescapedOf(path: string, text: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw malformed(text, 'its path holds an impossible escape');
  }
}

/** Without a scheme it gets one, as in the CLI. */
function endpointOf(endpoint: string | null, isPlain: boolean): string | undefined {
  if (!endpoint) return undefined;
  return /^https?:\/\//.test(endpoint) ? endpoint : `${isPlain ? 'http' : 'https'}://${endpoint}`;
}

function malformed(text: string, found: string): ContractViolated {
  return new ContractViolated({
    subject: text.split('?')[0] ?? text,
    found: `this is no URL of a target: ${found}`,
    next: 'write it as s3://bucket/prefix?region=<region> or file:///folder',
  });
}
