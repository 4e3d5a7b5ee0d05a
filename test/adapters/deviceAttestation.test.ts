import { p256 } from "@noble/curves/nist.js";
import { expect } from "chai";
import { concat, dataSlice, hexlify, id, toBeHex, ZeroHash, zeroPadValue } from "ethers";
import { network } from "hardhat";

import { createSoftwareDevice } from "../../sdk/devices/createSoftwareDevice.ts";
import type { DeviceCertificate } from "../../sdk/devices/deviceCertificate.ts";
import { encodeDeviceProof } from "../../sdk/devices/encodeDeviceProof.ts";
import { normalizeDeviceSignature } from "../../sdk/devices/normalizeDeviceSignature.ts";
import { resultDigestOf } from "../../sdk/devices/resultDigestOf.ts";
import { signDeviceCertificate } from "../../sdk/devices/signDeviceCertificate.ts";
import { AccessManager__factory, DeviceAttestation__factory } from "../../typechain-types/index.ts";
import { defaults } from "../helpers/defaults.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;

const { period } = defaults.device;
const MAX_PERIOD = 366n * 86_400n;
const FIELD = p256.Point.Fp.ORDER;
const { ORDER } = p256.Point.Fn;
const digest = id("what the device signs");
const device = createSoftwareDevice(id("device"));
const other = createSoftwareDevice(id("other device"));
const OPERATOR = 1n;
const SECOND = 2n;

/** An attestation with one certifier, and certificates made out for now. */
async function deployAttestation() {
  const [governor, certifier, stranger] = (await ethers.getSigners()) as [Signer, Signer, Signer];
  const authority = await new AccessManager__factory(governor).deploy(governor);
  const attestation = await new DeviceAttestation__factory(governor).deploy(authority);
  await attestation.setCertifier(certifier, true);
  const { chainId } = await ethers.provider.getNetwork();
  const reference = { chainId, attestation: await attestation.getAddress() };
  const now = BigInt(await time.latest());

  const certify = (changes: Partial<DeviceCertificate> = {}): DeviceCertificate => {
    const { x, y } = device;
    const certificate = { operator: OPERATOR, certifier: certifier.address, x, y, notBefore: now };
    return { ...certificate, expiry: now + period, ...changes };
  };
  const sign = (certificate: DeviceCertificate, by = certifier) => signDeviceCertificate(by, certificate, reference);
  const present = async (certificate: DeviceCertificate) =>
    attestation.connect(stranger).present(certificate, await sign(certificate));
  return { attestation, governor, certifier, stranger, reference, now, certify, sign, present };
}

/** The same, and operator 1 has a certified device. */
async function deployCertified() {
  const fixture = await deployAttestation();
  const certificate = fixture.certify();
  await fixture.present(certificate);
  return { ...fixture, certificate };
}

type Signer = Awaited<ReturnType<typeof ethers.getSigners>>[number];

describe("DeviceAttestation", () => {
  describe("setCertifier", () => {
    it("lets an account certify, and says so", async () => {
      const { attestation, stranger } = await loadFixture(deployAttestation);
      await expect(attestation.setCertifier(stranger, true))
        .to.emit(attestation, "CertifierSet")
        .withArgs(stranger.address, true);
      expect(await attestation.isCertifier(stranger)).to.be.true;
    });

    it("kills every certificate of an account that may no longer certify", async () => {
      const { attestation, certifier } = await loadFixture(deployCertified);
      await attestation.setCertifier(certifier, false);
      expect(await attestation.liveUntil(OPERATOR)).to.equal(0n);
      expect(await attestation.isSignedBy(OPERATOR, digest, device.sign(digest))).to.be.false;
    });

    it("reverts for everybody but governance", async () => {
      const { attestation, certifier } = await loadFixture(deployAttestation);
      await expect(attestation.connect(certifier).setCertifier(certifier, true))
        .to.be.revertedWithCustomError(attestation, "AccessManagedUnauthorized")
        .withArgs(certifier.address);
    });
  });

  describe("present", () => {
    it("takes a certificate from anyone, and says so", async () => {
      const { attestation, certify, present } = await loadFixture(deployAttestation);
      const certificate = certify();
      const { certifier, x, y, notBefore, expiry } = certificate;
      const certificateId = await attestation.certificateIdOf(certificate);
      await expect(present(certificate))
        .to.emit(attestation, "DeviceCertified")
        .withArgs(OPERATOR, certifier, certificateId, x, y, notBefore, expiry);
      expect(await attestation.liveUntil(OPERATOR)).to.equal(expiry);
      expect([...(await attestation.certificateOf(OPERATOR))]).to.deep.equal(Object.values(certificate));
    });

    it("takes the certificate of a certifier that is a contract", async () => {
      const { attestation, certify } = await loadFixture(deployAttestation);
      const contract = await ethers.deployContract("ContractOperatorMock");
      await attestation.setCertifier(contract, true);
      const certificate = certify({ certifier: await contract.getAddress() });
      await contract.getFunction("approve")(await attestation.certificateIdOf(certificate));
      await attestation.present(certificate, "0x");
      expect(await attestation.liveUntil(OPERATOR)).to.equal(certificate.expiry);
    });

    it("replaces a certificate with a later one", async () => {
      const { attestation, certificate, certify, present } = await loadFixture(deployCertified);
      const later = certify({ x: other.x, y: other.y, notBefore: certificate.notBefore + 1n });
      await present(later);
      expect([...(await attestation.certificateOf(OPERATOR))]).to.deep.equal(Object.values(later));
    });

    it("gives a device to another operator once the first certificate is dead", async () => {
      const { attestation, certifier, certificate, certify, present } = await loadFixture(deployCertified);
      await attestation.connect(certifier).revoke(certificate);
      await present(certify({ operator: SECOND }));
      expect(await attestation.isSignedBy(SECOND, digest, device.sign(digest))).to.be.true;
    });

    it("signs the same words as the SDK", async () => {
      const { attestation, certify, reference } = await loadFixture(deployAttestation);
      const result = { termsHash: id("terms"), context: id("context"), result: "0x1234" };
      const { termsHash, context } = result;
      expect(await attestation.resultDigestOf(termsHash, context, "0x1234")).to.equal(
        resultDigestOf(result, reference),
      );
      expect(await attestation.certificateIdOf(certify())).to.have.lengthOf(66);
    });

    it("reverts on a certificate of somebody who does not certify", async () => {
      const { attestation, stranger, certify, sign } = await loadFixture(deployAttestation);
      const certificate = certify({ certifier: stranger.address });
      await expect(attestation.present(certificate, await sign(certificate, stranger)))
        .to.be.revertedWithCustomError(attestation, "DeviceNotCertifier")
        .withArgs(stranger.address);
    });

    it("reverts when somebody else signed", async () => {
      const { attestation, certifier, stranger, certify, sign } = await loadFixture(deployAttestation);
      await expect(attestation.present(certify(), await sign(certify(), stranger)))
        .to.be.revertedWithCustomError(attestation, "DeviceBadSignature")
        .withArgs(OPERATOR, certifier.address);
    });

    it("reverts when the certificate was altered", async () => {
      const { attestation, certifier, certify, sign } = await loadFixture(deployAttestation);
      const signature = await sign(certify());
      const { expiry, notBefore } = certify();
      const { x, y } = other;
      for (const change of [{ operator: SECOND }, { x, y }, { expiry: expiry + 1n }, { notBefore: notBefore - 1n }]) {
        await expect(attestation.present(certify(change), signature))
          .to.be.revertedWithCustomError(attestation, "DeviceBadSignature")
          .withArgs(change.operator ?? OPERATOR, certifier.address);
      }
    });

    it("reverts on a certificate for another contract or another chain", async () => {
      const { attestation, certifier, certify, reference } = await loadFixture(deployAttestation);
      for (const change of [{ attestation: certifier.address }, { chainId: reference.chainId + 1n }]) {
        const signature = await signDeviceCertificate(certifier, certify(), { ...reference, ...change });
        await expect(attestation.present(certify(), signature))
          .to.be.revertedWithCustomError(attestation, "DeviceBadSignature")
          .withArgs(OPERATOR, certifier.address);
      }
    });

    const { x, y } = device;
    const wrongKeys: [string, { x: string; y: string }][] = [
      ["off the curve", { x: y, y: x }],
      ["at infinity", { x: ZeroHash, y: ZeroHash }],
      ["with x outside the field", { x: toBeHex(FIELD, 32), y }],
      ["with y outside the field", { x, y: toBeHex(2n ** 256n - 1n, 32) }],
    ];
    for (const [what, key] of wrongKeys) {
      it(`reverts on a key ${what}`, async () => {
        const { attestation, certify, present } = await loadFixture(deployAttestation);
        await expect(present(certify(key)))
          .to.be.revertedWithCustomError(attestation, "DeviceBadKey")
          .withArgs(key.x, key.y);
      });
    }

    it("reverts one second before it counts, and takes it then", async () => {
      const { attestation, now, certify, sign } = await loadFixture(deployAttestation);
      const notBefore = now + 100n;
      const certificate = certify({ notBefore });
      const signature = await sign(certificate);
      await time.setNextBlockTimestamp(notBefore - 1n);
      await expect(attestation.present(certificate, signature))
        .to.be.revertedWithCustomError(attestation, "DeviceCertificateEarly")
        .withArgs(notBefore, notBefore - 1n);
      await time.setNextBlockTimestamp(notBefore);
      await attestation.present(certificate, signature);
      expect(await attestation.liveUntil(OPERATOR)).to.equal(certificate.expiry);
    });

    it("reverts when it has ended, and takes it one second before", async () => {
      const { attestation, certify, sign, now } = await loadFixture(deployAttestation);
      const expiry = now + 100n;
      const [early, late] = [certify({ expiry }), certify({ expiry, notBefore: now + 1n })];
      const signatures = [await sign(early), await sign(late)] as const;
      await time.setNextBlockTimestamp(expiry - 1n);
      await attestation.present(early, signatures[0]);
      await time.setNextBlockTimestamp(expiry);
      await expect(attestation.present(late, signatures[1]))
        .to.be.revertedWithCustomError(attestation, "DeviceCertificateExpired")
        .withArgs(expiry, expiry);
    });

    it("reverts when it is made out for more than 366 days, and takes 366", async () => {
      const { attestation, now, certify, present } = await loadFixture(deployAttestation);
      await expect(present(certify({ expiry: now + MAX_PERIOD + 1n })))
        .to.be.revertedWithCustomError(attestation, "DeviceCertificateTooLong")
        .withArgs(MAX_PERIOD + 1n, MAX_PERIOD);
      await present(certify({ expiry: now + MAX_PERIOD }));
      expect(await attestation.liveUntil(OPERATOR)).to.equal(now + MAX_PERIOD);
    });

    it("reverts on a certificate that was revoked before", async () => {
      const { attestation, certifier, certify, present } = await loadFixture(deployAttestation);
      await attestation.connect(certifier).revoke(certify());
      await expect(present(certify()))
        .to.be.revertedWithCustomError(attestation, "DeviceCertificateRevoked")
        .withArgs(await attestation.certificateIdOf(certify()));
    });

    it("reverts on one that is no later than the one presented", async () => {
      const { attestation, certificate, certify, present } = await loadFixture(deployCertified);
      for (const notBefore of [certificate.notBefore, certificate.notBefore - 1n]) {
        await expect(present(certify({ x: other.x, y: other.y, notBefore })))
          .to.be.revertedWithCustomError(attestation, "DeviceCertificateStale")
          .withArgs(OPERATOR, notBefore, certificate.notBefore);
      }
    });

    it("reverts when another operator's live certificate has the key", async () => {
      const { attestation, certify, present } = await loadFixture(deployCertified);
      await expect(present(certify({ operator: SECOND })))
        .to.be.revertedWithCustomError(attestation, "DeviceKeyTaken")
        .withArgs(device.x, device.y, OPERATOR);
    });
  });

  describe("revoke", () => {
    it("ends a certificate at once, and says so", async () => {
      const { attestation, certifier, certificate } = await loadFixture(deployCertified);
      const certificateId = await attestation.certificateIdOf(certificate);
      await expect(attestation.connect(certifier).revoke(certificate))
        .to.emit(attestation, "DeviceRevoked")
        .withArgs(OPERATOR, certifier.address, certificateId);
      expect(await attestation.liveUntil(OPERATOR)).to.equal(0n);
      expect(await attestation.isRevoked(certificateId)).to.be.true;
    });

    it("leaves a later certificate alone", async () => {
      const { attestation, certifier, certificate, certify, present } = await loadFixture(deployCertified);
      const later = certify({ notBefore: certificate.notBefore + 1n });
      await present(later);
      await attestation.connect(certifier).revoke(certificate);
      expect(await attestation.liveUntil(OPERATOR)).to.equal(later.expiry);
    });

    it("works for a certifier that was let go", async () => {
      const { attestation, certifier, certificate } = await loadFixture(deployCertified);
      await attestation.setCertifier(certifier, false);
      await attestation.connect(certifier).revoke(certificate);
      expect(await attestation.isRevoked(await attestation.certificateIdOf(certificate))).to.be.true;
    });

    it("reverts for everybody but the certifier", async () => {
      const { attestation, governor, certificate } = await loadFixture(deployCertified);
      await expect(attestation.revoke(certificate))
        .to.be.revertedWithCustomError(attestation, "DeviceNotCertifier")
        .withArgs(governor.address);
    });
  });

  describe("isSignedBy", () => {
    it("says yes to the device's signature", async () => {
      const { attestation } = await loadFixture(deployCertified);
      expect(await attestation.isSignedBy(OPERATOR, digest, device.sign(digest))).to.be.true;
    });

    it("says yes to a signature that WebCrypto made", async () => {
      const { attestation, certify, present } = await loadFixture(deployAttestation);
      const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
      const keys = await crypto.subtle.generateKey(algorithm, true, ["sign"]);
      const key = hexlify(new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey)));
      await present(certify({ x: dataSlice(key, 1, 33), y: dataSlice(key, 33) }));
      const signature = new Uint8Array(await crypto.subtle.sign(algorithm, keys.privateKey, ethers.getBytes(digest)));
      const normalized = normalizeDeviceSignature(hexlify(signature));
      expect(await attestation.isSignedBy(OPERATOR, digest, normalized)).to.be.true;
    });

    it("says no to another digest, another device and another operator", async () => {
      const { attestation } = await loadFixture(deployCertified);
      const signature = device.sign(digest);
      expect(await attestation.isSignedBy(OPERATOR, id("another"), signature)).to.be.false;
      expect(await attestation.isSignedBy(OPERATOR, digest, other.sign(digest))).to.be.false;
      expect(await attestation.isSignedBy(SECOND, digest, signature)).to.be.false;
    });

    it("says no to the same signature with s in the upper half", async () => {
      const { attestation } = await loadFixture(deployCertified);
      const signature = device.sign(digest);
      const s = BigInt(dataSlice(signature, 32));
      const malleated = concat([dataSlice(signature, 0, 32), toBeHex(ORDER - s, 32)]);
      expect(p256.verify(ethers.getBytes(malleated), ethers.getBytes(digest), keyOf(device), { lowS: false })).to.be
        .true;
      expect(await attestation.isSignedBy(OPERATOR, digest, malleated)).to.be.false;
      expect(normalizeDeviceSignature(malleated)).to.equal(signature);
    });

    it("says no to signatures of a wrong length", async () => {
      const { attestation } = await loadFixture(deployCertified);
      const signature = device.sign(digest);
      for (const wrong of ["0x", dataSlice(signature, 0, 63), concat([signature, "0x00"])]) {
        expect(await attestation.isSignedBy(OPERATOR, digest, wrong)).to.be.false;
      }
    });

    it("says no to r or s of zero or beyond the order", async () => {
      const { attestation } = await loadFixture(deployCertified);
      const signature = device.sign(digest);
      const [r, s] = [dataSlice(signature, 0, 32), dataSlice(signature, 32)];
      const beyond = toBeHex(ORDER, 32);
      for (const [left, right] of [
        [ZeroHash, s],
        [r, ZeroHash],
        [beyond, s],
        [r, beyond],
      ] as const) {
        expect(await attestation.isSignedBy(OPERATOR, digest, concat([left, right]))).to.be.false;
      }
    });

    it("says no to the device that was replaced", async () => {
      const { attestation, certificate, certify, present } = await loadFixture(deployCertified);
      await present(certify({ x: other.x, y: other.y, notBefore: certificate.notBefore + 1n }));
      expect(await attestation.isSignedBy(OPERATOR, digest, device.sign(digest))).to.be.false;
      expect(await attestation.isSignedBy(OPERATOR, digest, other.sign(digest))).to.be.true;
    });

    it("says no once the certificate is expired", async () => {
      const { attestation, certificate } = await loadFixture(deployCertified);
      await time.increaseTo(certificate.expiry - 1n);
      expect(await attestation.isSignedBy(OPERATOR, digest, device.sign(digest))).to.be.true;
      await time.increaseTo(certificate.expiry);
      expect(await attestation.isSignedBy(OPERATOR, digest, device.sign(digest))).to.be.false;
      expect(await attestation.liveUntil(OPERATOR)).to.equal(0n);
    });

    it("says no once the certificate is revoked", async () => {
      const { attestation, certifier, certificate } = await loadFixture(deployCertified);
      await attestation.connect(certifier).revoke(certificate);
      expect(await attestation.isSignedBy(OPERATOR, digest, device.sign(digest))).to.be.false;
    });
  });

  describe("verify", () => {
    const result = { termsHash: ZeroHash, context: id("chain, market, task, runner"), result: "0x1234" };

    it("says yes to the proof of a certified device", async () => {
      const { attestation, reference } = await loadFixture(deployCertified);
      const proof = encodeDeviceProof({
        operator: OPERATOR,
        signature: device.sign(resultDigestOf(result, reference)),
      });
      expect(await attestation.verify(result.termsHash, result.context, result.result, proof)).to.be.true;
    });

    it("says yes where the terms name the certifier, and no where they name another", async () => {
      const { attestation, certifier, stranger, reference } = await loadFixture(deployCertified);
      for (const [account, answer] of [
        [certifier, true],
        [stranger, false],
      ] as const) {
        const termsHash = zeroPadValue(account.address, 32);
        const signature = device.sign(resultDigestOf({ ...result, termsHash }, reference));
        const proof = encodeDeviceProof({ operator: OPERATOR, signature });
        expect(await attestation.verify(termsHash, result.context, result.result, proof)).to.equal(answer);
      }
    });

    it("says no to a proof of another context, result or operator", async () => {
      const { attestation, reference } = await loadFixture(deployCertified);
      const signature = device.sign(resultDigestOf(result, reference));
      const proof = encodeDeviceProof({ operator: OPERATOR, signature });
      const { termsHash, context } = result;
      expect(await attestation.verify(termsHash, id("another"), result.result, proof)).to.be.false;
      expect(await attestation.verify(termsHash, context, "0x1235", proof)).to.be.false;
      const stolen = encodeDeviceProof({ operator: SECOND, signature });
      expect(await attestation.verify(termsHash, context, result.result, stolen)).to.be.false;
    });

    it("says no to a proof of a wrong length", async () => {
      const { attestation, reference } = await loadFixture(deployCertified);
      const proof = encodeDeviceProof({
        operator: OPERATOR,
        signature: device.sign(resultDigestOf(result, reference)),
      });
      for (const wrong of ["0x", dataSlice(proof, 1), concat([proof, "0x00"])]) {
        expect(await attestation.verify(result.termsHash, result.context, result.result, wrong)).to.be.false;
      }
    });
  });
});

function keyOf({ x, y }: { x: string; y: string }): Uint8Array {
  return ethers.getBytes(concat(["0x04", x, y]));
}
