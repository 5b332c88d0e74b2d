declare module 'asl-validator' {
  /** Checks one definition; `errorsText` joins what is wrong with it. */
  export default function validate(definition: unknown): {
    readonly isValid: boolean;
    errorsText(separator: string): string;
  };
}
