import { expect } from "chai";
import { getBytes, hexlify, toBeHex } from "ethers";

import { CiphertextAlteredError } from "../../../sdk/cipher/ciphertextAlteredError.ts";
import { CiphertextElementError } from "../../../sdk/cipher/ciphertextElementError.ts";
import { CiphertextTruncatedError } from "../../../sdk/cipher/ciphertextTruncatedError.ts";
import { ContextInvalidError } from "../../../sdk/cipher/contextInvalidError.ts";
import { decryptResult, type DecryptResultParameters } from "../../../sdk/cipher/decryptResult.ts";
import { encryptionPublicKey } from "../../../sdk/cipher/encryptionPublicKey.ts";
import { encryptResult } from "../../../sdk/cipher/encryptResult.ts";
import { FIELD_ORDER } from "../../../sdk/cipher/fieldOrder.ts";
import { generateEncryptionKey } from "../../../sdk/cipher/generateEncryptionKey.ts";
import { hashCiphertext } from "../../../sdk/cipher/hashCiphertext.ts";
import { hashResult } from "../../../sdk/cipher/hashResult.ts";
import { ResultLengthError } from "../../../sdk/cipher/resultLengthError.ts";
import { ResultUndecryptableError } from "../../../sdk/cipher/resultUndecryptableError.ts";
import { treeShape } from "../../../sdk/cipher/treeShape.ts";
import { UploadUnfinishedError } from "../../../sdk/cipher/uploadUnfinishedError.ts";
import { collectBytes } from "../../helpers/collectBytes.ts";
import { encryptBytes } from "../../helpers/encryptBytes.ts";
import { createRandom } from "../../helpers/random.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";

/** Bytes of a result in a chunk, and of a ciphertext. */
const [PLAIN, CHUNK] = [treeShape.chunkBytes, treeShape.encryptedChunkBytes];

const random = createRandom("results");
const secretKey = generateEncryptionKey();
const applicationKey = encryptionPublicKey(secretKey);
const context = random.bits(250);
const result = getBytes(random.bytes(2 * PLAIN + 100));

async function prepare() {
  const { ciphertext, upload } = await encryptBytes(result, { applicationKey, context });
  const decrypt = (change: Partial<DecryptResultParameters> = {}) =>
    collectBytes(decryptResult({ ...upload, ciphertext: [ciphertext], secretKey, ...change }));
  return { ciphertext, upload, decrypt };
}

describe("sdk/cipher encryptResult", () => {
  it("gives the application the result", async () => {
    const { decrypt } = await prepare();
    expect(hexlify(await decrypt())).to.equal(hexlify(result));
  });

  for (const length of [1, 30, 31, 32, PLAIN - 1, PLAIN, PLAIN + 1, 8 * PLAIN, 8 * PLAIN + 1]) {
    it(`takes ${length} bytes, and zeros as well as others`, async () => {
      for (const bytes of [new Uint8Array(length), getBytes(random.bytes(length))]) {
        const { ciphertext, upload } = await encryptBytes(bytes, { applicationKey, context });
        expect(ciphertext.length).to.equal(CHUNK * Math.ceil(length / PLAIN) + 8);
        const opened = await collectBytes(decryptResult({ ...upload, ciphertext: [ciphertext], secretKey }));
        expect(hexlify(opened)).to.equal(hexlify(bytes));
      }
    });
  }

  it("tells its roots as others compute them, whatever pieces the bytes come in", async () => {
    const bytes = getBytes(random.bytes(20_000));
    const { ciphertext, upload } = encryptResult({ result: pieces(bytes, 6_001), applicationKey, context });
    const encrypted = await collectBytes(ciphertext);
    expect(upload().resultRoot).to.equal(await hashResult(pieces(bytes, 409)));
    expect(await hashCiphertext(pieces(encrypted, 777))).to.deep.equal({
      ciphertextRoot: upload().ciphertextRoot,
      chunkCount: 41,
      byteLength: 20_000,
    });
  });

  it("yields as it goes: of a result that never ends, the first chunk", async () => {
    async function* endless() {
      for (;;) yield new Uint8Array(100);
    }
    for await (const piece of encryptResult({ result: endless(), applicationKey, context }).ciphertext) {
      expect(piece.length).to.equal(CHUNK);
      break;
    }
  });

  it("hides equal results in different ciphertexts, under one secret too when the context differs", async () => {
    const ephemeralSecret = generateEncryptionKey();
    const [first, second] = [await prepare(), await prepare()];
    expect(hexlify(first.ciphertext)).to.not.equal(hexlify(second.ciphertext));
    const third = await encryptBytes(result, { applicationKey, context, ephemeralSecret });
    const fourth = await encryptBytes(result, { applicationKey, context: context + 1n, ephemeralSecret });
    expect(hexlify(third.ciphertext.subarray(0, 32))).to.not.equal(hexlify(fourth.ciphertext.subarray(0, 32)));
    expect(third.upload.resultRoot).to.equal(fourth.upload.resultRoot);
  });

  it("keeps its roots to itself until the end", () => {
    const { upload } = encryptResult({ result: [result], applicationKey, context });
    expect(upload).to.throw(UploadUnfinishedError);
  });

  it("refuses an empty result", async () => {
    const failure = await rejectionOf(encryptBytes(new Uint8Array(), { applicationKey, context }));
    expect(failure).to.be.instanceOf(ResultLengthError).with.property("byteLength", 0);
    expect(await rejectionOf(hashResult([]))).to.be.instanceOf(ResultLengthError);
  });

  it("refuses a context outside the field", () => {
    for (const outside of [-1n, FIELD_ORDER]) {
      expect(() => encryptResult({ result: [result], applicationKey, context: outside })).to.throw(ContextInvalidError);
    }
  });
});

describe("sdk/cipher decryptResult", () => {
  it("says that it does not decrypt when key or context is another's", async () => {
    const { decrypt } = await prepare();
    for (const change of [{ secretKey: generateEncryptionKey() }, { context: context + 1n }]) {
      expect(await rejectionOf(decrypt(change))).to.be.instanceOf(ResultUndecryptableError);
    }
  });

  it("says that it does not decrypt when the node committed to another result", async () => {
    const { decrypt } = await prepare();
    const resultRoot = await hashResult([result.subarray(1)]);
    expect(await rejectionOf(decrypt({ resultRoot }))).to.be.instanceOf(ResultUndecryptableError);
  });

  it("says that it is cut off, at every boundary and beside it", async () => {
    const { ciphertext, decrypt } = await prepare();
    const boundaries = [0, 1, 2, 3].flatMap((chunks) => [chunks * CHUNK - 1, chunks * CHUNK, chunks * CHUNK + 1]);
    for (const length of [...boundaries, 3 * CHUNK + 7, 8, CHUNK + 8].filter((cut) => cut >= 0)) {
      const cut = [ciphertext.subarray(0, length)];
      expect(await rejectionOf(decrypt({ ciphertext: cut })), `${length} bytes`)
        .to.be.instanceOf(CiphertextTruncatedError)
        .with.property("byteLength", length);
      expect(await rejectionOf(hashCiphertext(cut))).to.be.instanceOf(CiphertextTruncatedError);
    }
  });

  it("says that it is cut off when a chunk is missing in the middle, or there is more behind the end", async () => {
    const { ciphertext, decrypt } = await prepare();
    const others = [
      [ciphertext.subarray(0, CHUNK), ciphertext.subarray(2 * CHUNK)],
      [ciphertext, new Uint8Array(1)],
    ];
    for (const other of others) {
      expect(await rejectionOf(decrypt({ ciphertext: other }))).to.be.instanceOf(CiphertextTruncatedError);
    }
  });

  it("says that it was altered when any byte was, or chunks changed places", async () => {
    const { ciphertext, upload, decrypt } = await prepare();
    const others = [CHUNK - 1, CHUNK + 31, 3 * CHUNK - 1, 3 * CHUNK + 7].map((at) => altered(ciphertext, at));
    const swapped = [
      ciphertext.subarray(CHUNK, 2 * CHUNK),
      ciphertext.subarray(0, CHUNK),
      ciphertext.subarray(2 * CHUNK),
    ];
    for (const other of [...others.map((bytes) => [bytes]), swapped]) {
      expect(await rejectionOf(decrypt({ ciphertext: other })))
        .to.be.instanceOf(CiphertextAlteredError)
        .with.property("expectedRoot", upload.ciphertextRoot);
    }
  });

  it("says that it was altered when a number grew by the field's order, which would hash alike", async () => {
    const { ciphertext, decrypt } = await prepare();
    const other = Uint8Array.from(ciphertext);
    const grown = BigInt(hexlify(ciphertext.subarray(CHUNK, CHUNK + 32))) + FIELD_ORDER;
    other.set(getBytes(toBeHex(grown, 32)), CHUNK);
    expect(await rejectionOf(decrypt({ ciphertext: [other] })))
      .to.be.instanceOf(CiphertextElementError)
      .with.property("index", 1);
  });

  it("yields nothing of a chunk that is no sequence of bytes", async () => {
    const { ciphertext, upload } = await prepare();
    const other = { ...upload, ciphertext: [ciphertext], secretKey: generateEncryptionKey() };
    let yielded = 0;
    const read = async () => {
      for await (const piece of decryptResult(other)) yielded += piece.length;
    };
    expect(await rejectionOf(read())).to.be.instanceOf(ResultUndecryptableError);
    expect(yielded).to.equal(0);
  });
});

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function altered(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at]! ^= 1;
  return copy;
}
