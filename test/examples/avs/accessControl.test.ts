import { expect } from "chai";
import { AbiCoder, MaxUint256 } from "ethers";
import { network } from "hardhat";

import { createAccessControl } from "../../../examples/avs/access-control/createAccessControl.ts";
import { holdsOrAfter } from "../../../examples/avs/access-control/holdsOrAfter.ts";
import { type ExampleToken, ExampleToken__factory } from "../../../typechain-types/index.ts";
import { defaults } from "../../helpers/defaults.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { type ServedAvs, serveAvs } from "../../helpers/serveAvs.ts";

const { ethers, networkHelpers } = await network.create();
const { provider } = ethers;
const { entryBalance: minimum, maxAgeBlocks } = defaults;

describe("access control", () => {
  let token: ExampleToken;
  let account: string;
  const served: ServedAvs[] = [];

  beforeEach(async () => {
    const [signer, guest] = await ethers.getSigners();
    account = guest!.address;
    token = await new ExampleToken__factory(signer).deploy(defaults.credit);
    await token.waitForDeployment();
  });

  afterEach(async () => {
    await Promise.all(served.splice(0).map(({ stop }) => stop()));
  });

  async function door(openFrom = MaxUint256): Promise<ServedAvs> {
    const mayEnter = holdsOrAfter({ provider, token: await token.getAddress(), minimum, openFrom });
    const avs = await serveAvs(createAccessControl({ provider, mayEnter, maxAgeBlocks }));
    served.push(avs);
    return avs;
  }

  const latest = async () => BigInt(await provider.getBlockNumber());
  const taskOf = (who: string, block: bigint, dataBlock = block) => ({
    proofOfTask: `${who} may enter at block ${block}`,
    data: AbiCoder.defaultAbiCoder().encode(["address", "uint256"], [who, dataBlock]),
    taskDefinitionId: defaults.taskDefinition,
  });

  it("lets in who holds just enough, and validators agree", async () => {
    await token.transfer(account, minimum);
    const avs = await door();
    const task = await avs.execute({ account: account.toLowerCase() });

    expect(task).to.deep.equal(taskOf(account, await latest()));
    expect(await avs.validate(task)).to.equal("approve");
  });

  it("keeps out who holds a unit less", async () => {
    await token.transfer(account, minimum - 1n);
    const avs = await door();

    expect(await rejectionOf(avs.execute({ account }))).to.include({
      reason: "it answers 500: That account may not enter",
    });
    expect(await avs.validate(taskOf(account, await latest()))).to.equal("reject");
  });

  it("lets in everybody from a block on", async () => {
    const openFrom = (await latest()) + 3n;
    const avs = await door(openFrom);
    await networkHelpers.mineUpTo(openFrom - 1n);
    const early = await rejectionOf(avs.execute({ account }));
    await networkHelpers.mine();

    expect(early).to.include({ reason: "it answers 500: That account may not enter" });
    expect(await avs.validate(await avs.execute({ account }))).to.equal("approve");
  });

  it("looks at the block of the grant, whatever happened since", async () => {
    await token.transfer(account, minimum);
    const avs = await door();
    const task = await avs.execute({ account });
    const [signer, guest] = await ethers.getSigners();
    await token.connect(guest!).transfer(signer!.address, minimum);

    expect(await avs.validate(task)).to.equal("approve");
    expect(await avs.validate(taskOf(account, await latest()))).to.equal("reject");
  });

  it("rejects data that says another block than the proof", async () => {
    await token.transfer(account, minimum);
    const block = await latest();

    expect(await (await door()).validate(taskOf(account, block, block - 1n))).to.equal("reject");
  });

  for (const proofOfTask of ["let me in", `0x${"12".repeat(19)} may enter at block 1`]) {
    it(`rejects the proof "${proofOfTask}"`, async () => {
      expect(await (await door()).validate({ ...taskOf(account, 1n), proofOfTask })).to.equal("reject");
    });
  }

  it("knows no account that is none", async () => {
    expect(await rejectionOf((await door()).execute({ account: "me" }))).to.include({
      reason: "it answers 500: The account must be an address",
    });
  });

  it("abstains from a block that its own node has not seen", async () => {
    expect(await (await door()).validate(taskOf(account, (await latest()) + 1n))).to.deep.equal({
      abstain: "it answers 500: That block is -1 blocks old",
    });
  });

  it("abstains from a block that is long past", async () => {
    const block = await latest();
    await networkHelpers.mine(maxAgeBlocks + 1n);

    expect(await (await door()).validate(taskOf(account, block))).to.deep.equal({
      abstain: `it answers 500: That block is ${maxAgeBlocks + 1n} blocks old`,
    });
  });
});
