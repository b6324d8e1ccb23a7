// Sections 8 and 9: the header and its signatures.
import { read, refuse, write } from "./cbor.mjs";
import { sha256, signBoth, verifyBoth } from "./crypto.mjs";
import { BUREAU, bytes, keyId, list, names, tagged, text, whole } from "./shapes.mjs";
import { Tagged } from "cborg";

export const ALG = 1;
export const KID = 4;
const ED25519 = -19;
const ML_DSA_65 = -49;
const LENGTHS = [64, 3309];
const LABEL = Buffer.from("comity/envelope/v1");
const NAMES = ["v", "suite", "id", "from", "to", "kind", "schema", "precedence", "iat", "exp", "seq", "prev", "commit", "blobs"];
const MOST = (1n << 63n) - 1n;

export function readHeader(written) {
  const found = read(written, 128 * 1024);
  if (found instanceof Map && found.has("v") && found.get("v") !== 1) refuse("wrong-version");
  names(found, NAMES);
  if (whole(found.get("suite"), 0, MOST) !== 1) refuse("unknown-suite");
  bytes(found.get("id"), 16);
  text(found.get("from"), BUREAU);
  const to = list(found.get("to"), 1, 1000).map((each) => text(each, BUREAU));
  to.slice(1).forEach((each, n) => Buffer.compare(Buffer.from(to[n]), Buffer.from(each)) >= 0 && refuse("malformed", "to"));
  text(found.get("kind"), /^[a-z][a-z0-9._-]{0,39}$/);
  whole(found.get("schema"), 1, 65535);
  whole(found.get("precedence"), 1, 4);
  const iat = Number(whole(found.get("iat"), 0, 2 ** 40));
  whole(found.get("exp"), iat + 1, iat + 30 * 86_400);
  link(found);
  bytes(found.get("commit"), 32);
  for (const each of list(found.get("blobs"), 0, 64)) {
    const [length, hash] = list(each, 2);
    whole(length, 1, 2 ** 40);
    bytes(hash, 32);
  }
  return found;
}

export function link(found) {
  const seq = whole(found.get("seq"), 1, MOST);
  const isFirst = bytes(found.get("prev"), 32).every((each) => each === 0);
  if ((Number(seq) === 1) !== isFirst) refuse("malformed", "link");
  return Number(seq);
}

const words = (part, payload) => write(["Signature", new Uint8Array(), part, Uint8Array.from(LABEL), payload]);

export function verifySigned(value, keys) {
  const [body, open, payload, signatures] = list(tagged(value, 98), 4);
  bytes(body, 0);
  names(open, []);
  const [written, box, wraps] = list(read(bytes(payload, 1, 136 * 1024), 136 * 1024), 3);
  const header = readHeader(bytes(written, 1, 128 * 1024));
  const found = checkSignatures(signatures, payload, header, keys);
  return { header, digest: sha256(written), box: bytes(box, 32), wraps: bytes(wraps, 32), ...found };
}

function checkSignatures(signatures, payload, header, keys) {
  if (!Array.isArray(signatures) || signatures.length !== 2) refuse("signature-missing");
  const ids = new Set();
  const made = signatures.map((each, n) => {
    const [part, open, signature] = list(each, 3);
    const found = names(read(bytes(part, 1, 96), 96), [ALG, KID]);
    names(open, []);
    if (found.get(ALG) !== [ED25519, ML_DSA_65][n]) refuse("signature-missing");
    const id = keyId(found.get(KID));
    if (id.bureau !== header.get("from")) refuse("signature-missing");
    ids.add(id.name);
    return [words(part, payload), bytes(signature, LENGTHS[n])];
  });
  if (ids.size !== 1) refuse("signature-missing");
  const [keyName] = ids;
  const key = keys(keyName);
  if (!key || Buffer.from(sha256(key)).toString("hex") !== keyName.split("/")[1]) refuse("unknown-key");
  if (!verifyBoth(made.map((each) => each[0]), made.map((each) => each[1]), key)) refuse("not-signed");
  return { keyName };
}

export function sign(written, box, wraps, keyName, seed, key) {
  const payload = write([written, box, wraps]);
  const parts = [ED25519, ML_DSA_65].map((alg) => write(new Map([[ALG, alg], [KID, Uint8Array.from(Buffer.from(keyName))]])));
  const made = signBoth(parts.map((part) => words(part, payload)), seed, key);
  const signatures = parts.map((part, n) => [part, new Map(), made[n]]);
  return new Tagged(98, [new Uint8Array(), new Map(), payload, signatures]);
}
