import { expect } from "chai";
import type { Contract } from "ethers";
import { network } from "hardhat";

import { createMusterClient, type MusterClient } from "../../../sdk/client/musterClient.ts";
import { deposit } from "../../../sdk/escrow/deposit.ts";
import { depositWithPermit } from "../../../sdk/escrow/depositWithPermit.ts";
import { readCredit } from "../../../sdk/escrow/readCredit.ts";
import { defaults } from "../../helpers/defaults.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { deployTestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

describe("credit in a token", () => {
  let client: MusterClient;
  let token: Contract;
  let account: string;
  let currency: string;

  async function deployFixture() {
    const suite = await deployTestSuite(connection);
    const mock = (await ethers.deployContract("PermitTokenMock")) as unknown as Contract;
    await mock.mint!(suite.stranger.address, defaults.credit);
    return { suite, mock };
  }

  beforeEach(async () => {
    const { suite, mock } = await networkHelpers.loadFixture(deployFixture);
    client = createMusterClient({ deployment: suite.deployment, runner: suite.stranger });
    [token, account, currency] = [mock, suite.stranger.address, await mock.getAddress()];
  });

  it("is bought after an approval that deposit makes itself", async () => {
    await deposit(client, { currency, amount: defaults.credit });

    expect(await readCredit(client, { currency })).to.equal(defaults.credit);
  });

  it("is bought with a larger approval than an earlier one", async () => {
    await token.connect(client.runner).getFunction("approve")(client.deployment.addresses.escrow, 1n);
    await deposit(client, { currency, amount: defaults.credit });

    expect(await readCredit(client, { currency })).to.equal(defaults.credit);
  });

  it("is bought in one transaction with a permit", async () => {
    const nonce = await connection.ethers.provider.getTransactionCount(account);
    await depositWithPermit(client, { currency, amount: defaults.credit });

    expect(await readCredit(client, { currency })).to.equal(defaults.credit);
    expect(await connection.ethers.provider.getTransactionCount(account)).to.equal(nonce + 1);
  });

  it("is refused to an account that has too few tokens", async () => {
    const error = await rejectionOf(deposit(client, { currency, amount: defaults.credit + 1n }));

    expect(error).to.have.property("code", "ERC20_INSUFFICIENT_BALANCE");
  });
});
