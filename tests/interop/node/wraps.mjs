// Section 11: one wrap for each bureau, under one signed root.
import { read, refuse, write } from "./cbor.mjs";
import { equal, sha256, unwrap } from "./crypto.mjs";
import { ALG, KID, link } from "./signed.mjs";
import { bytes, keyId, list, names } from "./shapes.mjs";

export const XWING = -91258;
const EK = -4;

export const info = (part, digest) => write(["HPKE Recipient", 3, part, digest]);
const leaf = (wrap) => sha256(Buffer.from([0]), write([wrap.part, wrap.ek, wrap.wrapped]));
const node = (left, right) => sha256(Buffer.from([1]), left, right);

// RFC 9162, 2.1.1: the larger half is the largest power of two below the count.
export function root(leaves) {
  if (leaves.length === 1) return leaves[0];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return node(root(leaves.slice(0, split)), root(leaves.slice(split)));
}

export function path(leaves, place) {
  if (leaves.length === 1) return [];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return place < split ? [...path(left, place), root(right)] : [...path(right, place - split), root(left)];
}

// RFC 9162, 2.1.3.2.
function rootByPath(hash, place, count, hashes) {
  let [fn, sn, found] = [place, count - 1, hash];
  for (const each of hashes) {
    if (sn === 0) refuse("malformed", "path");
    if (fn % 2 === 1 || fn === sn) {
      found = node(each, found);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else found = node(found, each);
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  if (sn !== 0) refuse("malformed", "path");
  return found;
}

export function readWrap(value) {
  const [part, open, wrapped] = list(value, 3);
  const found = names(read(bytes(part, 1, 256), 256), [ALG, KID, "seq", "prev"]);
  if (found.get(ALG) !== XWING) refuse("wrong-wraps");
  names(open, [EK], ["path"]);
  const hashes = open.has("path") ? list(open.get("path"), 0, 10).map((each) => bytes(each, 32)) : null;
  const place = link(found);
  return { ...keyId(found.get(KID)), place, part, ek: bytes(open.get(EK), 1120), wrapped: bytes(wrapped, 48), hashes };
}

export function checkWraps(wraps, to, signed) {
  const isTrimmed = wraps.some((each) => each.hashes);
  const places = wraps.map((each) => to.indexOf(each.bureau));
  const ordered = places.every((place, n) => place >= 0 && (n === 0 || place > places[n - 1]));
  if (!ordered || (isTrimmed ? wraps.some((each) => !each.hashes) : wraps.length !== to.length)) refuse("wrong-wraps");
  const roots = isTrimmed
    ? wraps.map((each, n) => rootByPath(leaf(each), places[n], to.length, each.hashes))
    : [root(wraps.map(leaf))];
  if (!roots.every((each) => equal(each, signed))) refuse("wrong-wraps");
}

export async function openWrap(wraps, bureau, seeds, digest) {
  const mine = wraps.find((each) => each.bureau === bureau);
  if (!mine) refuse("not-addressed");
  if (!seeds[mine.epoch]) refuse("no-private-key");
  try {
    return [await unwrap(mine.ek, mine.wrapped, seeds[mine.epoch], info(mine.part, digest)), mine];
  } catch {
    return refuse("wrap-not-opened");
  }
}

export const rootOf = (wraps) => root(wraps.map(leaf));
export const written = (each, hashes = each.hashes) => [
  each.part,
  new Map([[EK, each.ek], ...(hashes ? [["path", hashes]] : [])]),
  each.wrapped,
];
export const trimmed = (wraps, bureau) => {
  const place = wraps.findIndex((each) => each.bureau === bureau);
  return [written(wraps[place], path(wraps.map(leaf), place))];
};
