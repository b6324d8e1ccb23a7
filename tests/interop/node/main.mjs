// One JSON job on each line of stdin, one answer on each line of stdout. Bytes are base64, seeds and ids hexadecimal.
import { createInterface } from "node:readline";
import { openBlob, sealBlob } from "./blobs.mjs";
import { read, Refused } from "./cbor.mjs";
import { equal, sha256 } from "./crypto.mjs";
import { open, readContent, seal, trim, verify } from "./envelope.mjs";
import { bytes, format, list } from "./shapes.mjs";
import { verifySigned } from "./signed.mjs";

const from64 = (word) => new Uint8Array(Buffer.from(word, "base64"));
const fromHex = (word) => new Uint8Array(Buffer.from(word, "hex"));
const to64 = (value) => Buffer.from(value).toString("base64");
const toHex = (value) => Buffer.from(value).toString("hex");
const keysOf = (job) => (name) => job.keys[name] && from64(job.keys[name]);

const JOBS = {
  async open(job) {
    const verified = verify(from64(job.envelope), keysOf(job));
    const seeds = Object.fromEntries(Object.entries(job.private).map(([epoch, seed]) => [epoch, fromHex(seed)]));
    const { content, place } = await open(verified, job.bureau, seeds);
    const attachments = content.get("attachments").map((each) => each.get("name"));
    return { code: null, digest: toHex(verified.digest), body: to64(content.get("body")), attachments, place };
  },
  trim(job) {
    return { envelope: to64(trim(verify(from64(job.envelope), keysOf(job)), job.bureau)) };
  },
  async seal(job) {
    const header = new Map(Object.entries(job.header));
    header.set("id", fromHex(job.header.id)).set("prev", fromHex(job.header.prev));
    const addressees = job.to.map((each) => ({ ...each, key: from64(each.key), prev: fromHex(each.prev) }));
    const blobs = job.attachments.map((each) => {
      const file = sealBlob(from64(each.content), fromHex(each.key), header.get("id"), each.place);
      return { file, mark: [file.length, sha256(file)] };
    });
    const attachments = job.attachments.map((each) => {
      const size = from64(each.content).length;
      return new Map(Object.entries({ name: each.name, media: each.media, size, key: fromHex(each.key) }));
    });
    const content = new Map([["body", from64(job.body)], ["attachments", attachments]]);
    const key = from64(job.keys[job.key]);
    const made = await seal(header, content, blobs.map((each) => each.mark), addressees, job.key, fromHex(job.seed), key);
    return { envelope: to64(made), files: blobs.map((each) => to64(each.file)) };
  },
  proof(job) {
    const [signed, raw, key] = list(format(read(from64(job.file), 1024 * 1024), "comity/proof/v1"), 3);
    bytes(key, 1984);
    const { header, keyName } = verifySigned(signed, keysOf(job));
    if (toHex(sha256(key)) !== keyName.split("/")[1]) throw new Refused("unknown-key");
    if (!equal(sha256(raw), header.get("commit"))) throw new Refused("not-committed");
    return { code: null, body: to64(readContent(raw, header.get("blobs")).get("body")) };
  },
  blob(job) {
    const file = from64(job.file);
    if (toHex(sha256(file)) !== job.sha256) throw new Refused("blob-changed");
    return { content: to64(openBlob(file, fromHex(job.key), job.size, fromHex(job.envelope), job.place)) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line);
  let answer;
  try {
    answer = await JOBS[job.do](job);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    answer = { code: error.code, words: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
