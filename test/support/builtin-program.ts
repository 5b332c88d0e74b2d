import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The project of the program below. */
export const BUILTIN_PROJECT = 'harbour';

/**
 * A Pulumi program made only of types that live in the CLI itself, so that a preview needs no plugin and no network.
 * It holds what a migration could lose: secrets of every shape, odd text and numbers, dependencies, protection.
 */
const PROGRAM = `name: ${BUILTIN_PROJECT}
runtime: yaml
description: A harbour of built-in types.
config:
  region: { type: string, default: nowhere }
  adminPassword: { type: string, secret: true }
resources:
  quay:
    type: pulumi:index:Stash
    properties:
      input:
        region: \${region}
        "10": ten
        "9": nine
        html: <b>&amp;</b>
        text: "ü \\U0001F6A2 \\u2029"
        numbers: [0, 2.5, 1e21, 1e-7]
        nothing: {}
        noList: []
        none: null
  crew:
    type: pulumi:index:Stash
    properties:
      input:
        fn::secret:
          password: \${adminPassword}
          html: <&>
    options:
      dependsOn: ["\${quay}"]
  cargo:
    type: pulumi:index:Stash
    properties:
      input:
        open: to see
        sealed: { fn::secret: below deck }
        emptySealed: { fn::secret: "" }
        listSealed: { fn::secret: [1, two, true] }
    options:
      protect: true
outputs:
  region: \${region}
  password: \${adminPassword}
  cargo: \${cargo.output}
`;

/** Writes the program into a folder and returns it; `Pulumi.<stack>.yaml` is made by whoever configures the stack. */
export async function writeBuiltinProgram(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, 'Pulumi.yaml'), PROGRAM);
  return dir;
}
