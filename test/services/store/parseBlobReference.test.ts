import { createHash } from "node:crypto";

import { expect } from "chai";

import { BlobReferenceMalformedError } from "../../../services/store/blobReferenceMalformedError.ts";
import { blobUriOf } from "../../../services/store/blobUriOf.ts";
import { parseBlobReference } from "../../../services/store/parseBlobReference.ts";

/** The CID of "hello world": base32 of 0x01551220 and the SHA-256, worked out by hand. */
const HELLO = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e";

describe("blobUriOf", () => {
  it("names bytes as IPFS does", () => {
    expect(blobUriOf(Buffer.from("hello world"))).to.equal(`ipfs://${HELLO}`);
  });
});

describe("parseBlobReference", () => {
  it("reads the digest from an ipfs address", () => {
    const { digest, ...rest } = parseBlobReference(`ipfs://${HELLO}`);

    expect(rest).to.deep.equal({ cid: HELLO, uri: `ipfs://${HELLO}` });
    expect(Buffer.from(digest)).to.deep.equal(createHash("sha256").update("hello world").digest());
  });

  it("reads the relay from a relay's address", () => {
    const { relay, uri } = parseBlobReference(`https://relay.example/muster/blobs/${HELLO}`);

    expect([relay, uri]).to.deep.equal(["https://relay.example/muster", `ipfs://${HELLO}`]);
  });

  const malformed: [what: string, reference: string][] = [
    ["empty text", ""],
    ["no CID", "ipfs://"],
    ["a path behind the CID", `ipfs://${HELLO}/a`],
    ["another version", "ipfs://QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG"],
    ["another codec", "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi"],
    ["another base", "ipfs://zb2rhe5P4gXftAwvA4eXQ5HJwsER2owDyS9sKaQRRVQPn93bA"],
    ["capital letters", `ipfs://${HELLO.toUpperCase()}`],
    ["another scheme", `ftp://relay.example/blobs/${HELLO}`],
    ["secrets in the address", `https://me:secret@relay.example/blobs/${HELLO}`],
    ["a query", `https://relay.example/blobs/${HELLO}?a=1`],
    ["dots in the path", `https://relay.example/a/../blobs/${HELLO}`],
    ["another path", `https://relay.example/files/${HELLO}`],
    ["no end", `ipfs://${"a".repeat(5_000)}`],
  ];

  for (const [what, reference] of malformed) {
    it(`refuses a reference with ${what}`, () => {
      expect(() => parseBlobReference(reference))
        .to.throw(BlobReferenceMalformedError)
        .that.includes({ code: "BLOB_REFERENCE_MALFORMED", reference });
    });
  }
});
