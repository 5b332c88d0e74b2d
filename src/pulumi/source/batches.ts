/** The CLI's own limit for one batch of state secrets. */
const MOST = 1_000;
/** Characters of base64; the service refuses bodies of about 200 MB (413). */
const LARGEST = 16_000_000;

/** Cuts ciphertexts into batches that the service accepts, in their order. */
export function* batchesOf(ciphertexts: readonly string[]): Generator<readonly string[]> {
  let batch: string[] = [];
  let size = 0;
  for (const ciphertext of ciphertexts) {
    if (batch.length === MOST || (batch.length > 0 && size + ciphertext.length > LARGEST)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(ciphertext);
    size += ciphertext.length;
  }
  if (batch.length > 0) yield batch;
}
