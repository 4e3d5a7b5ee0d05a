import { expect } from "chai";
import { network } from "hardhat";

import { buildTree } from "../../../sdk/availability/buildTree.ts";
import { hashBytes } from "../../../sdk/availability/hashBytes.ts";
import { isAvailable } from "../../../sdk/availability/isAvailable.ts";
import { publishBytes } from "../../../sdk/availability/publishBytes.ts";
import { publishRoot } from "../../../sdk/availability/publishRoot.ts";
import { readPublishedBytes } from "../../../sdk/availability/readPublishedBytes.ts";
import { readRoot } from "../../../sdk/availability/readRoot.ts";
import { requireAvailable } from "../../../sdk/availability/requireAvailable.ts";
import { suiteDefaults } from "../../../scripts/deploy/suiteSettings.ts";
import { blobAt, parametersBlob, seededBytes, seededWord } from "../../helpers/availability.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function suiteFixture(): Promise<TestSuite> {
  return deployTestSuite(connection, 0);
}

describe("availability in the SDK", () => {
  const blobs = [blobAt(0), blobAt(1), blobAt(2)];
  const [blob] = blobs as [ReturnType<typeof blobAt>];
  const { root, proofOf } = buildTree(blobs);

  describe("publishRoot", () => {
    it("makes every blob of the tree available on the publisher's word", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const publisher = suite.governor.address;
      await publishRoot(suite, { root });
      for (const each of blobs) await requireAvailable(suite, { blob: each, publisher, proof: proofOf(each) });

      expect(await isAvailable(suite, { blob, publisher, proof: proofOf(blob) })).to.equal(true);
      expect(await isAvailable(suite, { blob, publisher: suite.stranger.address, proof: proofOf(blob) })).to.equal(
        false,
      );
    });

    it("can be read back, with the time for which it counts", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const publisher = suite.governor.address;
      await publishRoot(suite, { root });
      const publishedAt = BigInt(await networkHelpers.time.latest());

      expect(await readRoot(suite, { publisher, root })).to.deep.equal({
        publishedAt,
        validUntil: publishedAt + BigInt(suiteDefaults.availability.maxRootAge),
      });
      expect(await readRoot(suite, { publisher, root: seededWord("none") })).to.equal(undefined);
    });
  });

  describe("requireAvailable", () => {
    it("says why a blob is not available", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const publisher = suite.governor.address;
      const failure = await rejectionOf(requireAvailable(suite, { blob, publisher, proof: proofOf(blob) }));

      expect(failure).to.include({ code: "AVAILABILITY_UNKNOWN_ROOT" });
    });
  });

  describe("publishBytes", () => {
    it("names the bytes as the SDK does, and makes them available without a publisher", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const bytes = seededBytes("parameters", 500);
      const expected = parametersBlob(suite.deployment.addresses.dispatcher, seededWord("task"), bytes);
      const { blob: published } = await publishBytes(suite, { ...expected, bytes });
      await requireAvailable(suite, { blob: expected });

      expect(published).to.deep.equal({ ...expected, dataHash: hashBytes(bytes) });
      expect(await readPublishedBytes(suite, { blob: expected })).to.deep.equal(bytes);
    });

    it("gives nothing for bytes that nobody published", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);

      expect(await readPublishedBytes(suite, { blob })).to.equal(undefined);
      expect(await isAvailable(suite, { blob })).to.equal(false);
    });

    it("says that the chain has no hash for results where it has none", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const publishing = publishBytes(suite, { ...blob, kind: "Result", bytes: seededBytes("result", 10) });

      expect(await rejectionOf(publishing)).to.include({ code: "AVAILABILITY_UNHASHABLE_KIND" });
    });
  });
});
