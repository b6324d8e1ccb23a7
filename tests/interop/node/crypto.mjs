// The algorithms of suite 1 and of attachments, from Node.js and from libraries that share nothing with Python's.
import { createCipheriv, createDecipheriv, createHash, createHmac, createPrivateKey, createPublicKey } from "node:crypto";
import { hkdfSync, sign as nodeSign, verify as nodeVerify } from "node:crypto";
import { ml_dsa65 } from "@noble/post-quantum/ml-dsa.js";
import { KEM_MLKEM768_X25519 } from "@panva/hpke-noble";
import * as HPKE from "hpke";
import { refuse } from "./cbor.mjs";

const SUITE = new HPKE.CipherSuite(KEM_MLKEM768_X25519, HPKE.KDF_HKDF_SHA256, HPKE.AEAD_AES_256_GCM);

export const sha256 = (...parts) => {
  const hash = createHash("sha256");
  parts.forEach((part) => hash.update(part));
  return new Uint8Array(hash.digest());
};

export const equal = (one, other) => Buffer.from(one).equals(Buffer.from(other));

const jwk = (fields) => ({ key: { kty: "OKP", crv: "Ed25519", ...fields }, format: "jwk" });
const url = (value) => Buffer.from(value).toString("base64url");
const half = (seed, name) => new Uint8Array(hkdfSync("sha256", seed, "", Buffer.from(`comity/signing/v1\0${name}`), 32));

export function verifyBoth([first, second], [signature, other], key) {
  const ed25519 = createPublicKey(jwk({ x: url(key.subarray(0, 32)) }));
  return nodeVerify(null, first, ed25519, signature) && ml_dsa65.verify(other, second, key.subarray(32));
}

// A JWK must name the public half; Node.js takes it as it is and signs with the private one.
export function signBoth([first, second], seed, key) {
  const ed25519 = createPrivateKey(jwk({ d: url(half(seed, "ed25519")), x: url(key.subarray(0, 32)) }));
  const { secretKey } = ml_dsa65.keygen(half(seed, "ml-dsa-65"));
  return [new Uint8Array(nodeSign(null, first, ed25519)), ml_dsa65.sign(second, secretKey)];
}

export async function wrap(secret, key, info) {
  const made = await SUITE.Seal(await SUITE.DeserializePublicKey(key), secret, { info });
  return [made.encapsulatedSecret, made.ciphertext];
}

export async function unwrap(ek, wrapped, seed, info) {
  const key = await SUITE.DeserializePrivateKey(seed);
  return SUITE.Open(key, ek, wrapped, { info });
}

export function encrypt(key, nonce, plain, aad) {
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(aad);
  return new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
}

export function decrypt(key, nonce, box, aad, code) {
  if (box.length < 16) refuse(code);
  const end = box.length - 16;
  const cipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(aad).setAuthTag(box.subarray(end));
  try {
    return new Uint8Array(Buffer.concat([cipher.update(box.subarray(0, end)), cipher.final()]));
  } catch {
    return refuse(code);
  }
}

export function expand(key, info, length) {
  let made = Buffer.alloc(0);
  for (let block = Buffer.alloc(0), n = 1; made.length < length; n += 1) {
    block = createHmac("sha512", key).update(block).update(info).update(Buffer.from([n])).digest();
    made = Buffer.concat([made, block]);
  }
  return new Uint8Array(made.subarray(0, length));
}
