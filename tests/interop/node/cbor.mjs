// CBOR as section 6 has it, on top of a general library: decode, look for what the format has not, encode again, compare.
import { decodeFirst, encode, rfc8949EncodeOptions, Tagged } from "cborg";

export class Refused extends Error {
  constructor(code, words = code) {
    super(words);
    this.code = code;
  }
}

export const refuse = (code, words) => {
  throw new Refused(code, words);
};

const MOST_VALUES = 40_000;
const DEEPEST = 8;
const ENDS = /not enough|did not find any content/;

export function write(value) {
  return Uint8Array.from(encode(value, rfc8949EncodeOptions));
}

export function read(bytes, most) {
  if (bytes.length > most) refuse("too-large");
  let value, rest;
  try {
    [value, rest] = decodeFirst(bytes, { useMaps: true, tags: Tagged.preserve(96, 98) });
  } catch (error) {
    refuse(ENDS.test(error.message) ? "malformed" : "not-canonical", error.message);
  }
  const count = { values: 0 };
  look(value, 0, count);
  const whole = bytes.subarray(0, bytes.length - rest.length);
  if (!Buffer.from(write(value)).equals(Buffer.from(whole))) refuse("not-canonical");
  if (rest.length) refuse("trailing-bytes");
  return value;
}

function look(value, depth, count) {
  if (++count.values > MOST_VALUES || depth > DEEPEST) refuse("too-large");
  if (value instanceof Uint8Array || typeof value === "string" || typeof value === "bigint") return;
  if (Number.isSafeInteger(value)) return;
  if (Array.isArray(value)) value.forEach((each) => look(each, depth + 1, count));
  else if (value instanceof Tagged) look(value.value, depth + 1, count);
  else if (value instanceof Map) {
    for (const [name, each] of value) {
      if (typeof name !== "string" && !Number.isSafeInteger(name)) refuse("not-canonical");
      look(name, depth + 1, count);
      look(each, depth + 1, count);
    }
  } else refuse("not-canonical");
}
