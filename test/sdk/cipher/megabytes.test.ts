import { expect } from "chai";
import { getBytes } from "ethers";

import { decryptResult } from "../../../sdk/cipher/decryptResult.ts";
import { encryptionPublicKey } from "../../../sdk/cipher/encryptionPublicKey.ts";
import { generateEncryptionKey } from "../../../sdk/cipher/generateEncryptionKey.ts";
import { collectBytes } from "../../helpers/collectBytes.ts";
import { encryptBytes } from "../../helpers/encryptBytes.ts";
import { createRandom } from "../../helpers/random.ts";

/** Three permutations a chunk each way, each half a millisecond: `MUSTER_DEEP=1` takes four megabytes. */
const BYTES = process.env.MUSTER_DEEP === "1" ? 4_194_304 : 262_144;

describe("sdk/cipher encryptResult, of many chunks", () => {
  it("gives the application every byte", async function () {
    this.timeout(600_000);
    const secretKey = generateEncryptionKey();
    const bytes = getBytes(createRandom("megabyte").bytes(BYTES));
    const { ciphertext, upload } = await encryptBytes(bytes, {
      applicationKey: encryptionPublicKey(secretKey),
      context: 1n,
    });
    const opened = await collectBytes(decryptResult({ ...upload, ciphertext: [ciphertext], secretKey }));
    expect(Buffer.from(opened).equals(bytes)).to.be.true;
  });
});
