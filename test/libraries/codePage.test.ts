import { expect } from "chai";
import type { BaseContract } from "ethers";
import { network } from "hardhat";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture } = networkHelpers;

const MOST = 24_575;
const CONTENT = "0x112233";

/** The functions of the harness that tests call. */
type Harness = BaseContract & {
  write: ((content: string) => Promise<unknown>) & { staticCall(content: string): Promise<string> };
  writeZeros: ((length: number) => Promise<unknown>) & { staticCall(length: number): Promise<string> };
  read(page: string, offset: number, length: number): Promise<string>;
  readWord(page: string, offset: number): Promise<bigint>;
};

const deployHarness = async () => (await ethers.deployContract("CodePageHarness")) as unknown as Harness;

describe("CodePage", () => {
  it("keeps the content behind a STOP", async () => {
    const harness = await loadFixture(deployHarness);
    const page = await harness.write.staticCall(CONTENT);
    await expect(harness.write(CONTENT)).to.emit(harness, "PageWritten").withArgs(page, CONTENT);
    expect(await ethers.provider.getCode(page)).to.equal("0x00112233");
    expect(await harness.read(page, 1, 2)).to.equal("0x2233");
  });

  it("keeps nothing, too", async () => {
    const harness = await loadFixture(deployHarness);
    const page = await harness.write.staticCall("0x");
    await harness.write("0x");
    expect(await ethers.provider.getCode(page)).to.equal("0x00");
  });

  it("reads zeros beyond the end", async () => {
    const harness = await loadFixture(deployHarness);
    const page = await harness.write.staticCall(CONTENT);
    await harness.write(CONTENT);
    expect(await harness.readWord(page, 0)).to.equal(BigInt(`0x112233${"00".repeat(29)}`));
  });

  it("writes equal contents once", async () => {
    const harness = await loadFixture(deployHarness);
    const before = await ethers.provider.getTransactionCount(await harness.getAddress());
    await harness.write(CONTENT);
    await harness.write(CONTENT);
    expect(await ethers.provider.getTransactionCount(await harness.getAddress())).to.equal(before + 1);
  });

  it("keeps as much as fits contract code", async () => {
    const harness = await loadFixture(deployHarness);
    const page = await harness.writeZeros.staticCall(MOST);
    await harness.writeZeros(MOST);
    expect(ethers.dataLength(await ethers.provider.getCode(page))).to.equal(MOST + 1);
  });

  for (const length of [MOST + 1, 65_536, 70_000]) {
    it(`reverts with ${length.toLocaleString("en")} bytes`, async () => {
      const harness = await loadFixture(deployHarness);
      await expect(harness.writeZeros(length))
        .to.be.revertedWithCustomError(harness, "CodePageNotWritten")
        .withArgs(BigInt(length));
    });
  }
});
