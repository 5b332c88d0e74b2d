import { type Check, failed, ok } from '#src/aws/doctor/diagnosis.ts';

const LEAST_MAJOR = 24;

/** `version` as `process.version` gives it. */
export function checkNode(version: string): Check {
  return async () => {
    const major = Number(/^v(\d+)\./.exec(version)?.[1]);
    if (major >= LEAST_MAJOR) return [ok('node', version)];
    const complaint = {
      found: `${version} runs this command line`,
      why: `the source runs as it stands only in Node ${LEAST_MAJOR} or newer`,
      fix: 'npm ci in the folder of stackferry, which brings its own Node',
    };
    return [failed('node', complaint)];
  };
}
