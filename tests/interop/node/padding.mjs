// Section 10: the lengths to which things are padded.
export function padded(length) {
  if (length <= 256) return 256;
  const e = Math.floor(Math.log2(length));
  const step = 2 ** (e - Math.floor(Math.log2(e)) - 1);
  return Math.ceil(length / step) * step;
}
