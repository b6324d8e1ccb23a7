// Section 12: attachments, by C2SP chunked encryption.
import { randomBytes } from "node:crypto";
import { refuse } from "./cbor.mjs";
import { decrypt, encrypt, equal, expand } from "./crypto.mjs";
import { padded } from "./padding.mjs";

const CHUNK = 16384;
const EMPTY = new Uint8Array();
const FORM = Buffer.from("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0");

export function sealedLength(size) {
  const length = padded(Number(size));
  return 56 + length + (Math.floor(length / CHUNK) + 1) * 16;
}

function derived(key, salt, id, place) {
  const context = Buffer.concat([Buffer.from("comity/blob/v1\0"), id, Buffer.from([place >> 8, place & 255])]);
  const made = expand(key, Buffer.concat([FORM, salt, context]), 76);
  return { key: made.subarray(0, 32), base: made.subarray(32, 44), commitment: made.subarray(44) };
}

function nonce(base, number) {
  const made = Uint8Array.from(base);
  for (let n = 11, left = number; n > 6; n -= 1, left = Math.floor(left / 256)) made[n] ^= left % 256;
  return made;
}

export function sealBlob(content, key, id, place) {
  const plain = new Uint8Array(padded(content.length));
  plain.set(content);
  const salt = randomBytes(24);
  const use = derived(key, salt, id, place);
  const parts = [salt, use.commitment];
  for (let n = 0; n <= Math.floor(plain.length / CHUNK); n += 1) {
    parts.push(encrypt(use.key, nonce(use.base, n), plain.subarray(n * CHUNK, (n + 1) * CHUNK), EMPTY));
  }
  return new Uint8Array(Buffer.concat(parts));
}

export function openBlob(file, key, size, id, place) {
  if (file.length !== sealedLength(size)) refuse("blob-not-opened", "length");
  const use = derived(key, file.subarray(0, 24), id, place);
  if (!equal(use.commitment, file.subarray(24, 56))) refuse("blob-not-opened", "commitment");
  const parts = [];
  for (let n = 0; 56 + n * (CHUNK + 16) < file.length; n += 1) {
    const box = file.subarray(56 + n * (CHUNK + 16), 56 + (n + 1) * (CHUNK + 16));
    parts.push(decrypt(use.key, nonce(use.base, n), box, EMPTY, "blob-not-opened"));
  }
  return new Uint8Array(Buffer.concat(parts)).subarray(0, Number(size));
}
