// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DeviceCertificate} from "../types/DeviceCertificate.sol";
import {OperatorId} from "../types/OperatorId.sol";
import {IProofVerifier} from "./IProofVerifier.sol";

/// @title IDeviceAttestation
/// @notice Devices that certifiers vouch for. A chain of X.509 certificates cannot be checked on-chain at a bearable
/// price, so certifiers check it outside and sign a certificate that expires; the devices' own signatures (P-256, over
/// SHA-256, as secure hardware makes them) are checked here.
/// @dev As a proof verifier, a proof is 68 bytes: the operator (4), then r and s of the device's signature of
/// `resultDigestOf`. The terms are zero for any certifier, or one certifier's address as a word.
interface IDeviceAttestation is IProofVerifier {
    /// @notice Thrown when somebody who certifies nothing signed, or wants to revoke.
    error DeviceNotCertifier(address account);

    /// @notice Thrown when a certificate's signature does not hold.
    error DeviceBadSignature(OperatorId operator, address certifier);

    /// @notice Thrown when a device's key is no point of P-256.
    error DeviceBadKey(bytes32 x, bytes32 y);

    /// @notice Thrown when a certificate does not count yet. Seconds.
    error DeviceCertificateEarly(uint40 notBefore, uint256 time);

    /// @notice Thrown when a certificate has ended. Seconds.
    error DeviceCertificateExpired(uint40 expiry, uint256 time);

    /// @notice Thrown when a certificate is made out for too long, in seconds.
    error DeviceCertificateTooLong(uint256 period, uint256 maxPeriod);

    /// @notice Thrown when a certificate was revoked.
    error DeviceCertificateRevoked(bytes32 certificateId);

    /// @notice Thrown when the operator has presented one that is as late, or later. Seconds.
    error DeviceCertificateStale(OperatorId operator, uint40 notBefore, uint40 currentNotBefore);

    /// @notice Thrown when another operator's live certificate has the same key.
    error DeviceKeyTaken(bytes32 x, bytes32 y, OperatorId holder);

    /// @notice Emitted when governance lets an account certify, or not any more.
    event CertifierSet(address indexed certifier, bool mayCertify);

    /// @notice Emitted when a certificate was presented. Times in seconds.
    event DeviceCertified(
        OperatorId indexed operator,
        address indexed certifier,
        bytes32 indexed certificateId,
        bytes32 x,
        bytes32 y,
        uint40 notBefore,
        uint40 expiry
    );

    /// @notice Emitted when a certificate was revoked, presented or not.
    event DeviceRevoked(OperatorId indexed operator, address indexed certifier, bytes32 indexed certificateId);

    /// @notice Lets an account certify devices, or not any more. Governance only.
    /// @dev Warning: all certificates of an account that may no longer certify are dead at once, and live again if it
    /// is let back in.
    function setCertifier(address certifier, bool mayCertify) external;

    /// @notice Presents a certificate, which from then on is the operator's only one. Anyone may.
    /// @param signature The certifier's, of `certificateIdOf`.
    function present(DeviceCertificate calldata certificate, bytes calldata signature) external;

    /// @notice Revokes a certificate for ever, presented or not. Its certifier only.
    function revoke(DeviceCertificate calldata certificate) external;

    /// @notice Until when an operator has a certified device, in seconds; 0 when it has none, or one that is revoked or
    /// expired, or whose certifier may no longer certify.
    function liveUntil(OperatorId operator) external view returns (uint40);

    /// @notice Whether an operator's certified device signed. Never when the certificate does not live.
    /// @param digest What was signed: ECDSA over SHA-256 of these 32 bytes.
    /// @param signature r and s, 64 bytes; s in the lower half of the order.
    function isSignedBy(OperatorId operator, bytes32 digest, bytes calldata signature) external view returns (bool);

    /// @notice Whether an account may certify.
    function isCertifier(address account) external view returns (bool);

    /// @notice Whether a certificate was revoked.
    function isRevoked(bytes32 certificateId) external view returns (bool);

    /// @notice The certificate that an operator presented last; its expiry is 0 when it was revoked.
    function certificateOf(OperatorId operator) external view returns (DeviceCertificate memory);

    /// @notice What a certificate is known by, and what its certifier signs.
    function certificateIdOf(DeviceCertificate calldata certificate) external view returns (bytes32);

    /// @notice What a device signs to prove that it made a result.
    function resultDigestOf(bytes32 termsHash, bytes32 context, bytes calldata result) external view returns (bytes32);
}
