import { createHash } from 'node:crypto';

/** Text that looks random and is the same for the same seed, on every machine. */
export function seededText(seed: string, length: number): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1) {
    text += BigInt(`0x${sha256(`${seed}/${block}`)}`).toString(36);
  }
  return text.slice(0, length);
}

/** An id in the shape of a UUID. */
export function seededUuid(seed: string): string {
  const hex = sha256(seed);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
