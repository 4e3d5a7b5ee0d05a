import { expect } from "chai";
import { type Contract, id as hashOf } from "ethers";
import { network } from "hardhat";

import { STATUS } from "../../helpers/attestation.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

type Status = keyof typeof STATUS;

//                  N A R C O U F      one row a status; read it aloud
const MATRIX: Record<Status, string> = {
  None: "0110000",
  Approved: "0001001",
  Rejected: "0001001",
  Challenged: "0000110",
  Overturned: "0000000",
  Upheld: "0000001",
  Finalized: "0000000",
};

/** Moves that lead to each status. */
const PATHS: Record<Status, readonly Status[]> = {
  None: [],
  Approved: ["Approved"],
  Rejected: ["Rejected"],
  Challenged: ["Approved", "Challenged"],
  Overturned: ["Rejected", "Challenged", "Overturned"],
  Upheld: ["Approved", "Challenged", "Upheld"],
  Finalized: ["Approved", "Challenged", "Upheld", "Finalized"],
};

async function harnessFixture(): Promise<Contract> {
  return (await ethers.deployContract("AttestationMoveHarness")) as unknown as Contract;
}

describe("AttestationCenter: the one status writer", () => {
  for (const from of Object.keys(STATUS) as Status[]) {
    it(`leads from ${from} along the table and nowhere else`, async () => {
      const center = await networkHelpers.loadFixture(harnessFixture);

      for (const [index, to] of (Object.keys(STATUS) as Status[]).entries()) {
        const id = hashOf(`${from} to ${to}`);
        for (const step of PATHS[from]) await center.move!(id, STATUS[step]);
        const moved = center.move!(id, STATUS[to]);
        if (MATRIX[from][index] === "1") {
          await expect(moved).to.emit(center, "TaskMoved").withArgs(id, STATUS[from], STATUS[to]);
        } else {
          await expect(moved)
            .to.be.revertedWithCustomError(center, "AttestationBadMove")
            .withArgs(id, STATUS[from], STATUS[to]);
        }
      }
    });
  }
});
