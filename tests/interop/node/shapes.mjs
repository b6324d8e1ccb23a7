// What a part must be, or it is refused.
import { refuse } from "./cbor.mjs";
import { Tagged } from "cborg";

export const BUREAU = /^[A-Z0-9][A-Z0-9-]{1,11}$/;
const KEY_ID = /^([A-Z0-9][A-Z0-9-]{1,11})\/([A-Za-z0-9][A-Za-z0-9._-]{0,63})$/;

export function whole(value, least, most) {
  const is = typeof value === "bigint" || Number.isSafeInteger(value);
  if (!is || value < least || value > most) refuse("malformed", "number");
  return value;
}

export function bytes(value, least, most = least) {
  if (!(value instanceof Uint8Array) || value.length < least || value.length > most) refuse("malformed", "bytes");
  return value;
}

export function list(value, least, most = least) {
  if (!Array.isArray(value) || value.length < least || value.length > most) refuse("malformed", "list");
  return value;
}

export function text(value, shape) {
  if (typeof value !== "string" || !shape.test(value)) refuse("malformed", "text");
  return value;
}

export function names(value, wanted, perhaps = []) {
  if (!(value instanceof Map)) refuse("malformed", "map");
  for (const name of value.keys()) if (!wanted.includes(name) && !perhaps.includes(name)) refuse("unknown-header");
  for (const name of wanted) if (!value.has(name)) refuse("malformed", `without ${name}`);
  return value;
}

export function tagged(value, tag) {
  if (!(value instanceof Tagged) || value.tag !== tag) refuse("malformed", "tag");
  return value.value;
}

export function keyId(value) {
  const found = KEY_ID.exec(Buffer.from(bytes(value, 1, 77)).toString("latin1"));
  if (!found) refuse("malformed", "key id");
  return { name: found[0], bureau: found[1], epoch: found[2] };
}

export function format(value, form) {
  if (!Array.isArray(value) || typeof value[0] !== "string") refuse("malformed", "format");
  const family = form.slice(0, form.lastIndexOf("/") + 2);
  if (value[0] !== form && value[0].startsWith(family)) refuse("wrong-version");
  if (value[0] !== form) refuse("malformed", "format");
  return value.slice(1);
}
