import { secp256k1 } from "@noble/curves/secp256k1.js";
import { expect } from "chai";
import { network } from "hardhat";

import type { CurvePoint } from "../../../sdk/vrf/curvePoint.ts";
import { hashToCurve } from "../../../sdk/vrf/hashToCurve.ts";
import { proveVrf } from "../../../sdk/vrf/proveVrf.ts";
import { publicKeyOf } from "../../../sdk/vrf/publicKeyOf.ts";
import { verifyVrfProof } from "../../../sdk/vrf/verifyVrfProof.ts";
import { vrfOutput } from "../../../sdk/vrf/vrfOutput.ts";
import type { VrfProof } from "../../../sdk/vrf/vrfProof.ts";
import { VrfSecretKeyOutOfRangeError } from "../../../sdk/vrf/vrfSecretKeyOutOfRangeError.ts";
import { VrfSeedOutOfRangeError } from "../../../sdk/vrf/vrfSeedOutOfRangeError.ts";
import { alterVrfProof } from "../../helpers/alterVrfProof.ts";
import { forgeVrfProof } from "../../helpers/forgeVrfProof.ts";
import { toProofStruct } from "../../helpers/toProofStruct.ts";

const { ethers } = await network.create();

const PAIRS = 200;
const GROUP_ORDER = secp256k1.Point.Fn.ORDER;
const MAX_WORD = (1n << 256n) - 1n;

/** The words VRF.sol refuses each field with when a sound value stands in its place that is not the proof's. */
const REFUSALS: Record<keyof VrfProof, string> = {
  pk: "addr(c*pk+s*g)!=_uWitness",
  gamma: "First mul check failed",
  c: "addr(c*pk+s*g)!=_uWitness",
  s: "addr(c*pk+s*g)!=_uWitness",
  seed: "Second mul check failed",
  uWitness: "addr(c*pk+s*g)!=_uWitness",
  cGammaWitness: "First mul check failed",
  sHashWitness: "Second mul check failed",
  zInv: "invZ must be inverse of z",
};
const FIELDS = Object.keys(REFUSALS) as (keyof VrfProof)[];
const POINTS = ["pk", "gamma", "cGammaWitness", "sHashWitness"] as const;

/** Word `index` of a fixed, public sequence, so that a failure is the same on every machine. */
function wordAt(label: string, index: number): bigint {
  return BigInt(ethers.solidityPackedKeccak256(["string", "uint256"], [label, index]));
}

function secretKeyAt(index: number): bigint {
  return (wordAt("key", index) % (GROUP_ORDER - 1n)) + 1n;
}

describe("proveVrf", () => {
  let verifier: Awaited<ReturnType<typeof deployVerifier>>;

  function deployVerifier() {
    return ethers.deployContract("VRFTestHelper");
  }

  function verifyOnChain({ pk, gamma, c, s, seed, uWitness, cGammaWitness, sHashWitness, zInv }: VrfProof) {
    return verifier.verifyVRFProof_(
      [...pk],
      [...gamma],
      c,
      s,
      seed,
      uWitness,
      [...cGammaWitness],
      [...sHashWitness],
      zInv,
    );
  }

  before(async () => {
    verifier = await deployVerifier();
  });

  it(`proves ${PAIRS} keys and seeds so that VRF.sol and verifyVrfProof accept them`, async () => {
    for (let index = 0; index < PAIRS; index++) {
      const proof = proveVrf({ secretKey: secretKeyAt(index), seed: wordAt("seed", index) });

      expect(verifyVrfProof(proof), `pair ${index}`).to.equal(true);
      const output = await verifier.randomValueFromVRFProof_(toProofStruct(proof), proof.seed);
      expect(output, `pair ${index}`).to.equal(vrfOutput(proof.gamma));
    }
  });

  for (const secretKey of [1n, GROUP_ORDER - 1n]) {
    for (const seed of [0n, MAX_WORD]) {
      it(`proves the edge of key ${secretKey === 1n ? "1" : "n - 1"} and seed ${seed === 0n ? "0" : "2^256 - 1"}`, async () => {
        const proof = proveVrf({ secretKey, seed });

        expect(verifyVrfProof(proof)).to.equal(true);
        await expect(verifyOnChain(proof)).not.to.revert(ethers);
      });
    }
  }

  it("gives the same proof for the same key and seed", () => {
    const parameters = { secretKey: secretKeyAt(0), seed: wordAt("seed", 0) };

    expect(proveVrf(parameters)).to.deep.equal(proveVrf(parameters));
  });

  it("gives another output for another seed and for another key", () => {
    const base = proveVrf({ secretKey: secretKeyAt(0), seed: wordAt("seed", 0) });
    const otherSeed = proveVrf({ secretKey: secretKeyAt(0), seed: wordAt("seed", 1) });
    const otherKey = proveVrf({ secretKey: secretKeyAt(1), seed: wordAt("seed", 0) });

    expect(new Set([base, otherSeed, otherKey].map(({ gamma }) => vrfOutput(gamma))).size).to.equal(3);
  });

  it("never uses one nonce for two seeds", () => {
    const proofs = Array.from({ length: 20 }, (_, index) =>
      proveVrf({ secretKey: secretKeyAt(0), seed: wordAt("seed", index) }),
    );

    expect(new Set(proofs.map(({ uWitness }) => uWitness)).size).to.equal(proofs.length);
  });

  it("hashes to the curve as VRF.sol does, whatever the number of tries", async () => {
    const publicKey = publicKeyOf(secretKeyAt(0));

    for (let index = 0; index < 32; index++) {
      const seed = wordAt("seed", index);
      expect(await verifier.hashToCurve_([...publicKey], seed)).to.deep.equal(hashToCurve(publicKey, seed));
    }
  });

  describe("when a field of the proof is altered", () => {
    const proof = proveVrf({ secretKey: secretKeyAt(0), seed: wordAt("seed", 0) });
    const other = proveVrf({ secretKey: secretKeyAt(1), seed: wordAt("seed", 1) });

    for (const field of FIELDS) {
      it(`refuses ${field} of another proof, on chain and off`, async () => {
        const altered = { ...proof, [field]: other[field] };

        expect(verifyVrfProof(altered)).to.equal(false);
        await expect(verifyOnChain(altered)).to.be.revertedWith(REFUSALS[field]);
      });

      it(`refuses ${field} one off, on chain and off`, async () => {
        const altered = alterVrfProof(proof, field);

        expect(verifyVrfProof(altered)).to.equal(false);
        await expect(verifyOnChain(altered)).to.revert(ethers);
      });
    }

    for (const field of POINTS) {
      it(`refuses ${field} mirrored at the x axis, on chain and off`, async () => {
        const [x, y] = proof[field];
        const mirrored: CurvePoint = [x, secp256k1.Point.Fp.neg(y)];
        const altered = { ...proof, [field]: mirrored };

        expect(verifyVrfProof(altered)).to.equal(false);
        await expect(verifyOnChain(altered)).to.be.revertedWith(REFUSALS[field]);
      });
    }
  });

  describe("when the key's owner forges a proof in which all but one equation holds", () => {
    for (const [forgery, refusal] of [
      ["gamma", "First mul check failed"],
      ["sHashWitness", "Second mul check failed"],
      ["uWitness", "addr(c*pk+s*g)!=_uWitness"],
      ["c", "invalid proof"],
    ] as const) {
      it(`refuses the ${forgery} that was made up, on chain and off`, async () => {
        const forged = forgeVrfProof(secretKeyAt(0), wordAt("seed", 0), forgery);

        expect(verifyVrfProof(forged)).to.equal(false);
        await expect(verifyOnChain(forged)).to.be.revertedWith(refusal);
      });
    }
  });

  describe("when the input is out of range", () => {
    for (const [name, secretKey, fault] of [
      ["zero", 0n, "notPositive"],
      ["negative", -1n, "notPositive"],
      ["the group order", GROUP_ORDER, "notBelowGroupOrder"],
    ] as const) {
      it(`throws VrfSecretKeyOutOfRangeError for a key that is ${name}`, () => {
        expect(() => proveVrf({ secretKey, seed: 0n }))
          .to.throw(VrfSecretKeyOutOfRangeError)
          .that.includes({ code: "VRF_SECRET_KEY_OUT_OF_RANGE", fault });
        expect(() => publicKeyOf(secretKey))
          .to.throw(VrfSecretKeyOutOfRangeError)
          .that.includes({ fault });
      });
    }

    it("keeps a refused key out of its error", () => {
      const secretKey = GROUP_ORDER + 0xbadc0ffeen;

      expect(() => proveVrf({ secretKey, seed: 0n }))
        .to.throw(VrfSecretKeyOutOfRangeError)
        .that.satisfies((error: Error) => {
          const shown = `${error.message} ${error.stack} ${JSON.stringify(error)}`;
          return !shown.includes(secretKey.toString()) && !shown.includes(secretKey.toString(16));
        });
    });

    for (const seed of [-1n, MAX_WORD + 1n]) {
      it(`throws VrfSeedOutOfRangeError for the seed ${seed < 0n ? "-1" : "2^256"}`, () => {
        expect(() => proveVrf({ secretKey: 1n, seed }))
          .to.throw(VrfSeedOutOfRangeError)
          .that.includes({ code: "VRF_SEED_OUT_OF_RANGE", seed });
      });
    }
  });
});
