import { expect } from "chai";
import type { ParamType } from "ethers";
import { AbiCoder, concat, type ErrorFragment, Interface } from "ethers";
import hre, { network } from "hardhat";

import { createMusterClient } from "../../../sdk/client/musterClient.ts";
import { settle } from "../../../sdk/dispatch/settle.ts";
import { submitTask } from "../../../sdk/dispatch/submitTask.ts";
import { decodeError } from "../../../sdk/errors/decodeError.ts";
import { MusterError } from "../../../sdk/errors/musterError.ts";
import { withdraw } from "../../../sdk/escrow/withdraw.ts";
import { defaults } from "../../helpers/defaults.ts";
import { completeWithCallback } from "../../helpers/dispatch.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { loadFixture } = connection.networkHelpers;

/** Every custom error that is declared or used anywhere under contracts/, examples aside. */
async function errorsOfSuite(): Promise<ErrorFragment[]> {
  const names = await hre.artifacts.getAllFullyQualifiedNames();
  const errors = new Map<string, ErrorFragment>();
  for (const name of [...names].filter((qualified) => /^contracts\/(?!periphery\/examples\/)/.test(qualified))) {
    const { abi } = await hre.artifacts.readArtifact(name);
    new Interface(abi).forEachError((fragment) => errors.set(fragment.selector, fragment));
  }
  return [...errors.values()];
}

/** The zero value of a type. */
function zeroOf(type: ParamType): unknown {
  const [zero] = AbiCoder.defaultAbiCoder().decode([type], new Uint8Array(96));
  return zero;
}

const fragments = await errorsOfSuite();

describe("decodeError", () => {
  it("finds the errors of the suite to decode", () => {
    expect(fragments.map(({ name }) => name)).to.include.members(["DispatchBadMove", "RosterFull", "KeyKindRefused"]);
  });

  for (const fragment of fragments) {
    it(`decodes ${fragment.name} and says what to do about it`, () => {
      const values = fragment.inputs.map(zeroOf);
      const data = concat([fragment.selector, AbiCoder.defaultAbiCoder().encode(fragment.inputs, values)]);
      const decoded = decodeError({ data });

      expect(decoded).to.include({ name: fragment.name });
      expect(Object.keys(decoded!.args)).to.deep.equal(fragment.inputs.map(({ name }) => name));
      expect(decoded!.remedy).to.match(/^[A-Z].*\.$/);
    });
  }

  it("decodes a reason in words", () => {
    const data = concat(["0x08c379a0", AbiCoder.defaultAbiCoder().encode(["string"], ["not today"])]);

    expect(decodeError({ data })).to.deep.include({ name: "Error" });
    expect(Object.values(decodeError({ data })!.args)).to.deep.equal(["not today"]);
  });

  it("returns nothing for an error that no contract of the suite knows", () => {
    expect(decodeError({ data: "0xdeadbeef" })).to.equal(undefined);
    expect(decodeError(new Error("no network"))).to.equal(undefined);
  });
});

describe("MusterError", () => {
  let suite: TestSuite;

  async function deployFixture() {
    return deployTestSuite(connection);
  }

  beforeEach(async () => {
    suite = await loadFixture(deployFixture);
  });

  it("carries name, values and remedy of a revert, and its cause", async () => {
    const client = createMusterClient({ deployment: suite.deployment, runner: suite.stranger });
    const error = (await rejectionOf(withdraw(client, { amount: 1n }))) as MusterError;

    expect(error).to.be.instanceOf(MusterError);
    expect(error.code).to.equal("ESCROW_INSUFFICIENT_CREDIT");
    expect(error.revert).to.deep.equal({
      name: "EscrowInsufficientCredit",
      args: { account: suite.stranger.address, currency: suite.native, credit: 0n, needed: 1n },
      remedy: "Deposit what is missing in that currency.",
    });
    expect(error.cause).to.be.instanceOf(Error);
  });

  it("decodes what the linked rules revert with", async () => {
    const client = createMusterClient({ deployment: suite.deployment, runner: suite.actor });
    const terms = { schema: suite.connection.ethers.ZeroHash, paymentPerRunner: defaults.paymentPerRunner };
    const error = await rejectionOf(submitTask(client, { pool: suite.pool, terms }));

    expect(error).to.have.property("code", "RESULT_SCHEMA_MALFORMED");
  });

  it("says until when the window is open", async () => {
    const { task } = await completeWithCallback(suite, [1n]);
    const sealedAt = await connection.ethers.provider.getBlockNumber();
    const error = (await rejectionOf(settle(suite, { id: task.id }))) as MusterError;

    expect(error.revert?.name).to.equal("DispatchWindowOpen");
    expect(error.revert?.args).to.include({ closesAt: BigInt(sealedAt + 2 * defaults.consumeBlocks) });
  });
});
