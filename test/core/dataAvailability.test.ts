import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { network } from "hardhat";

import type { Blob } from "../../sdk/availability/blob.ts";
import { blobStruct } from "../../sdk/availability/blobStruct.ts";
import { blobWords, BLOB_TYPES } from "../../sdk/availability/blobWords.ts";
import { buildTree } from "../../sdk/availability/buildTree.ts";
import { leafOf } from "../../sdk/availability/leafOf.ts";
import { blobAt, seededBytes, seededWord } from "../helpers/availability.ts";
import { defaults } from "../helpers/defaults.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const { maxRootAge } = defaults;
const [MARKET, TASK] = [ethers.getAddress(`0x${"aa".repeat(20)}`), seededWord("task")];
const DATA = seededBytes("data", 100);
const FOREVER = 2n ** 40n - 1n;
const KINDS = { none: 0, parameters: 1, result: 2, opening: 3 };

async function deploy(age: bigint, resultHash: string) {
  const [publisher, stranger] = await ethers.getSigners();
  if (!publisher || !stranger) throw new Error("The network has too few accounts.");
  const availability = await ethers.deployContract("DataAvailability", [age, resultHash]);
  return { availability, publisher, stranger, probe: await ethers.deployContract("AvailabilityProbe") };
}

async function fixture() {
  const hash = await ethers.deployContract("ContentHashMock");
  return deploy(maxRootAge, await hash.getAddress());
}

async function hashlessFixture() {
  return deploy(FOREVER, ethers.ZeroAddress);
}

/** Blobs that differ from this one in one field each. */
function alterationsOf(blob: Blob): Blob[] {
  return [
    { ...blob, kind: blob.kind === "Opening" ? "Parameters" : "Opening" },
    { ...blob, market: ethers.getAddress(`0x${"bb".repeat(20)}`) },
    { ...blob, taskId: seededWord("another task") },
    { ...blob, dataHash: seededWord("other data") },
    { ...blob, size: blob.size + 1n },
  ];
}

describe("DataAvailability", () => {
  describe("publishRoot", () => {
    it("takes a root from anybody, and tells of it", async () => {
      const { availability, stranger } = await networkHelpers.loadFixture(fixture);
      const root = seededWord("root");

      await expect(availability.connect(stranger).publishRoot(root))
        .to.emit(availability, "RootPublished")
        .withArgs(stranger.address, root);

      expect(await availability.rootPublishedAt(stranger, root)).to.equal(await networkHelpers.time.latest());
    });

    it("makes a root young again", async () => {
      const { availability, publisher } = await networkHelpers.loadFixture(fixture);
      const { root, proofOf } = buildTree([blobAt(0)]);
      await availability.publishRoot(root);
      await networkHelpers.time.increase(maxRootAge + 1n);
      const wasAvailable = await availability.isAvailable(publisher, blobStruct(blobAt(0)), proofOf(blobAt(0)));
      await availability.publishRoot(root);

      expect(wasAvailable).to.equal(false);
      expect(await availability.isAvailable(publisher, blobStruct(blobAt(0)), [])).to.equal(true);
    });

    it("refuses no root at all", async () => {
      const { availability, publisher } = await networkHelpers.loadFixture(fixture);

      await expect(availability.publishRoot(ethers.ZeroHash))
        .to.be.revertedWithCustomError(availability, "AvailabilityEmptyRoot")
        .withArgs(publisher.address);
    });
  });

  describe("publishBytes", () => {
    for (const kind of [KINDS.parameters, KINDS.opening]) {
      it(`names bytes of kind ${kind} by their SHA-256, and tells what they are`, async () => {
        const { availability, stranger } = await networkHelpers.loadFixture(fixture);

        await expect(availability.connect(stranger).publishBytes(kind, MARKET, TASK, DATA))
          .to.emit(availability, "BytesPublished")
          .withArgs(MARKET, TASK, stranger.address, kind, ethers.sha256(DATA), ethers.hexlify(DATA));
      });
    }

    it("names results by the hash that it was deployed with", async () => {
      const { availability, stranger } = await networkHelpers.loadFixture(fixture);

      await expect(availability.connect(stranger).publishBytes(KINDS.result, MARKET, TASK, DATA))
        .to.emit(availability, "BytesPublished")
        .withArgs(MARKET, TASK, stranger.address, KINDS.result, ethers.keccak256(DATA), ethers.hexlify(DATA));
    });

    it("keeps the time of the first publication", async () => {
      const { availability } = await networkHelpers.loadFixture(fixture);
      await availability.publishBytes(KINDS.parameters, MARKET, TASK, DATA);
      const first = await networkHelpers.time.latest();
      await networkHelpers.time.increase(maxRootAge);
      await availability.publishBytes(KINDS.parameters, MARKET, TASK, DATA);
      const blob = { kind: "Parameters", market: MARKET, taskId: TASK, dataHash: ethers.sha256(DATA) } as const;

      expect(await availability.bytesPublishedAt(leafOf({ ...blob, size: BigInt(DATA.length) }))).to.equal(first);
    });

    it("refuses results where it has no hash for them", async () => {
      const { availability } = await networkHelpers.loadFixture(hashlessFixture);

      await expect(availability.publishBytes(KINDS.result, MARKET, TASK, DATA))
        .to.be.revertedWithCustomError(availability, "AvailabilityUnhashableKind")
        .withArgs(KINDS.result);
    });

    it("refuses bytes that are of no kind", async () => {
      const { availability } = await networkHelpers.loadFixture(fixture);

      await expect(availability.publishBytes(KINDS.none, MARKET, TASK, DATA))
        .to.be.revertedWithCustomError(availability, "AvailabilityUnhashableKind")
        .withArgs(KINDS.none);
    });

    it("refuses no bytes at all", async () => {
      const { availability } = await networkHelpers.loadFixture(fixture);

      await expect(availability.publishBytes(KINDS.parameters, MARKET, TASK, "0x"))
        .to.be.revertedWithCustomError(availability, "AvailabilityEmptyBytes")
        .withArgs(MARKET, TASK);
    });
  });

  describe("requireAvailable", () => {
    describe("given a publisher", () => {
      const blobs = Array.from({ length: 5 }, (_, index) => blobAt(index));
      const [blob] = blobs as [Blob];
      const tree = buildTree(blobs);
      const proof = tree.proofOf(blob);

      async function publishedFixture() {
        const suite = await fixture();
        await suite.availability.publishRoot(tree.root);
        return suite;
      }

      it("accepts every blob of trees of all sizes up to nine", async () => {
        const { availability, publisher } = await networkHelpers.loadFixture(fixture);
        for (let size = 1; size <= 9; size++) {
          const members = Array.from({ length: size }, (_, index) => blobAt(index));
          const { root, proofOf } = buildTree(members);
          await availability.publishRoot(root);
          for (const member of members) {
            await availability.requireAvailable(publisher, blobStruct(member), proofOf(member));
            expect(await availability.isAvailable(publisher, blobStruct(member), proofOf(member))).to.equal(true);
          }
        }
      });

      it("accepts a root until its last second, and not a second longer", async () => {
        const { availability, publisher } = await networkHelpers.loadFixture(publishedFixture);
        const publishedAt = await availability.rootPublishedAt(publisher, tree.root);
        await networkHelpers.time.increaseTo(publishedAt + maxRootAge);
        await availability.requireAvailable(publisher, blobStruct(blob), proof);
        const wasAvailable = await availability.isAvailable(publisher, blobStruct(blob), proof);
        await networkHelpers.time.increase(1);

        await expect(availability.requireAvailable(publisher, blobStruct(blob), proof))
          .to.be.revertedWithCustomError(availability, "AvailabilityRootTooOld")
          .withArgs(publisher.address, tree.root, publishedAt, maxRootAge);
        expect(wasAvailable).to.equal(true);
        expect(await availability.isAvailable(publisher, blobStruct(blob), proof)).to.equal(false);
      });

      it("refuses the root of another publisher", async () => {
        const { availability, stranger } = await networkHelpers.loadFixture(publishedFixture);

        await expect(availability.requireAvailable(stranger, blobStruct(blob), proof))
          .to.be.revertedWithCustomError(availability, "AvailabilityUnknownRoot")
          .withArgs(stranger.address, tree.root);
        expect(await availability.isAvailable(stranger, blobStruct(blob), proof)).to.equal(false);
      });

      it("refuses a blob of which any field is another", async () => {
        const { availability, publisher } = await networkHelpers.loadFixture(publishedFixture);
        for (const altered of alterationsOf(blob)) {
          expect(await availability.isAvailable(publisher, blobStruct(altered), proof)).to.equal(false);
        }
      });

      it("refuses a proof that is altered, too short or too long", async () => {
        const { availability, publisher } = await networkHelpers.loadFixture(publishedFixture);
        const wrongs = [[seededWord("node"), ...proof.slice(1)], proof.slice(1), [...proof, seededWord("node")], []];
        for (const wrong of wrongs) {
          expect(await availability.isAvailable(publisher, blobStruct(blob), wrong)).to.equal(false);
        }
      });

      it("never accepts an unknown root, however old roots may be", async () => {
        const { availability, publisher } = await networkHelpers.loadFixture(hashlessFixture);

        expect(await availability.isAvailable(publisher, blobStruct(blob), proof)).to.equal(false);
      });

      it("costs a market at most 10,000 gas for a tree of a thousand blobs", async () => {
        const { availability, publisher, probe } = await networkHelpers.loadFixture(fixture);
        const many = Array.from({ length: 1_000 }, (_, index) => blobAt(index));
        const { root, proofOf } = buildTree(many);
        await availability.publishRoot(root);
        const way = proofOf(many[0] as Blob);
        const gas = await probe.getFunction("gasOfCheck")(availability, publisher, blobStruct(many[0] as Blob), way);

        expect(way.length).to.be.within(9, 10);
        expect(gas).to.be.lessThan(10_000n);
      });
    });

    describe("given no publisher", () => {
      const blob: Blob = {
        kind: "Parameters",
        market: MARKET,
        taskId: TASK,
        dataHash: ethers.sha256(DATA),
        size: BigInt(DATA.length),
      };

      async function publishedFixture() {
        const suite = await fixture();
        await suite.availability.connect(suite.stranger).publishBytes(KINDS.parameters, MARKET, TASK, DATA);
        return suite;
      }

      it("accepts bytes that were published, whoever published them, for ever", async () => {
        const { availability } = await networkHelpers.loadFixture(publishedFixture);
        await networkHelpers.time.increase(maxRootAge * 1_000n);
        await availability.requireAvailable(ethers.ZeroAddress, blobStruct(blob), []);

        expect(await availability.isAvailable(ethers.ZeroAddress, blobStruct(blob), [])).to.equal(true);
      });

      it("refuses bytes of which any field is another", async () => {
        const { availability } = await networkHelpers.loadFixture(publishedFixture);
        for (const altered of alterationsOf(blob)) {
          await expect(availability.requireAvailable(ethers.ZeroAddress, blobStruct(altered), []))
            .to.be.revertedWithCustomError(availability, "AvailabilityBytesMissing")
            .withArgs(leafOf(altered));
          expect(await availability.isAvailable(ethers.ZeroAddress, blobStruct(altered), [])).to.equal(false);
        }
      });
    });
  });

  describe("leafOf", () => {
    it("is what the SDK and the library of OpenZeppelin make of any blob", async () => {
      const { probe } = await networkHelpers.loadFixture(fixture);
      const extremes: Blob[] = [
        { ...blobAt(0), market: ethers.ZeroAddress, taskId: ethers.ZeroHash, dataHash: ethers.ZeroHash, size: 0n },
        { ...blobAt(1), market: `0x${"ff".repeat(20)}`, dataHash: `0x${"ff".repeat(32)}`, size: 2n ** 64n - 1n },
      ];
      const blobs = [...extremes, ...Array.from({ length: 100 }, (_, index) => blobAt(index))];
      const library = StandardMerkleTree.of(blobs.map(blobWords), BLOB_TYPES);
      for (const blob of blobs) {
        const leaf = leafOf(blob);
        expect(await probe.getFunction("leafOf")(blobStruct(blob))).to.equal(leaf);
        expect(library.leafHash(blobWords(blob))).to.equal(leaf);
      }
    });
  });
});
