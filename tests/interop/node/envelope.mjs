// Sections 6 to 14: envelopes are read, made and trimmed.
import { randomBytes } from "node:crypto";
import { Tagged } from "cborg";
import { sealedLength } from "./blobs.mjs";
import { read, refuse, write } from "./cbor.mjs";
import { decrypt, encrypt, equal, sha256, wrap } from "./crypto.mjs";
import { padded } from "./padding.mjs";
import { ALG, KID, sign, verifySigned } from "./signed.mjs";
import { bytes, format, list, names, tagged, text, whole } from "./shapes.mjs";
import { checkWraps, info, openWrap, readWrap, rootOf, trimmed, written, XWING } from "./wraps.mjs";

const FORM = "comity/envelope/v1";
const NAME = /^[^\x00-\x1f\x7f-\x9f/\\\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]{1,200}$/u;
const random = (count) => new Uint8Array(randomBytes(count));
const boxDigest = (box) => sha256(write([box.part, box.nonce, box.sealed]));
const aad = (box, digest) => write(["Encrypt", box.part, digest]);

export function verify(envelope, keys) {
  const [first, second] = list(format(read(envelope, 3 * 1024 * 1024), FORM), 2);
  const signed = verifySigned(first, keys);
  const [part, open, sealed, recipients] = list(tagged(second, 96), 4);
  if (names(read(bytes(part, 1, 16), 16), [ALG]).get(ALG) !== 3) refuse("malformed", "content");
  const box = { part, nonce: bytes(names(open, [5]).get(5), 12), sealed: bytes(sealed, 272, 1024 * 1024) };
  const wraps = list(recipients, 1, 1000).map(readWrap);
  if (!equal(boxDigest(box), signed.box)) refuse("box-swapped");
  checkWraps(wraps, signed.header.get("to"), signed.wraps);
  return { ...signed, sealedBox: box, recipients: wraps, first };
}

export async function open(verified, bureau, seeds) {
  const { header, digest, sealedBox: box } = verified;
  const [key, mine] = await openWrap(verified.recipients, bureau, seeds, digest);
  const raw = unpad(decrypt(key, box.nonce, box.sealed, aad(box, digest), "box-not-opened"));
  if (!equal(sha256(raw), header.get("commit"))) refuse("not-committed");
  return { raw, place: mine.place, content: readContent(raw, header.get("blobs")) };
}

function unpad(plain) {
  let end = plain.length;
  while (end > 0 && plain[end - 1] === 0) end -= 1;
  if (end === 0 || plain[end - 1] !== 0x80 || padded(end) !== plain.length) refuse("wrong-padding");
  return plain.subarray(0, end - 1);
}

export function readContent(raw, blobs) {
  const found = names(read(raw, 640 * 1024), ["salt", "body", "attachments"]);
  bytes(found.get("salt"), 32);
  bytes(found.get("body"), 0, 512 * 1024);
  list(found.get("attachments"), blobs.length).forEach((each, n) => {
    names(each, ["name", "media", "size", "key"]);
    text(each.get("name"), NAME);
    text(each.get("media"), /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/);
    whole(each.get("size"), 0, 2 ** 40);
    bytes(each.get("key"), 32);
    if (sealedLength(each.get("size")) !== blobs[n][0]) refuse("malformed", "blob");
  });
  return found;
}

const put = (first, box, recipients) =>
  write([FORM, first, new Tagged(96, [box.part, new Map([[5, box.nonce]]), box.sealed, recipients])]);

export function trim(verified, bureau) {
  return put(verified.first, verified.sealedBox, trimmed(verified.recipients, bureau));
}

// header: the fields of section 8 but `to`, `commit` and `blobs`. addressees: of {keyId, key, seq, prev}. content: section 10 without salt.
export async function seal(header, content, blobs, addressees, keyName, seed, key) {
  const raw = write(new Map([["salt", random(32)], ...content]));
  const ordered = [...addressees].sort((one, other) => (one.keyId < other.keyId ? -1 : 1));
  const to = ordered.map((each) => each.keyId.split("/")[0]);
  const whole = write(new Map([...header, ["to", to], ["commit", sha256(raw)], ["blobs", blobs]]));
  const [digest, secret] = [sha256(whole), random(32)];
  const box = { part: write(new Map([[ALG, 3]])), nonce: random(12) };
  const plain = new Uint8Array(padded(raw.length + 1));
  plain.set(raw);
  plain[raw.length] = 0x80;
  box.sealed = encrypt(secret, box.nonce, plain, aad(box, digest));
  const wraps = [];
  for (const each of ordered) {
    const name = Uint8Array.from(Buffer.from(each.keyId));
    const part = write(new Map([[ALG, XWING], [KID, name], ["seq", each.seq], ["prev", each.prev]]));
    const [ek, wrapped] = await wrap(secret, each.key, info(part, digest));
    wraps.push({ part, ek, wrapped });
  }
  const signed = sign(whole, boxDigest(box), rootOf(wraps), keyName, seed, key);
  return put(signed, box, wraps.map((each) => written(each, null)));
}
