// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IDeviceAttestation} from "../interfaces/IDeviceAttestation.sol";
import {IProofVerifier} from "../interfaces/IProofVerifier.sol";
import {DeviceCertificate} from "../types/DeviceCertificate.sol";
import {OperatorId} from "../types/OperatorId.sol";

/// @title DeviceAttestation
/// @notice Keeps the certificates of operators' devices, and checks what devices sign. It holds no money.
contract DeviceAttestation is IDeviceAttestation, AccessManaged, EIP712 {
    /// @dev What is kept of a certificate.
    struct Record {
        // slot 0
        bytes32 x;
        // slot 1
        bytes32 y;
        // slot 2
        address certifier;
        uint40 notBefore;
        uint40 expiry;
    }

    /// @notice Longest time, in seconds, that a certificate may be made out for.
    uint256 public constant MAX_PERIOD = 366 days;

    bytes32 private constant CERTIFICATE_TYPEHASH = keccak256(
        "DeviceCertificate(uint32 operator,address certifier,bytes32 x,bytes32 y,uint40 notBefore,uint40 expiry)"
    );
    bytes32 private constant RESULT_TYPEHASH = keccak256(
        "DeviceResult(bytes32 termsHash,bytes32 context,bytes32 resultHash)"
    );
    uint256 private constant SIGNATURE_BYTES = 64;
    uint256 private constant OPERATOR_BYTES = 4;

    mapping(address account => bool flag) private _certifiers;
    mapping(bytes32 certificateId => bool flag) private _revoked;
    mapping(OperatorId operator => Record record) private _records;
    mapping(bytes32 keyHash => OperatorId operator) private _holders;

    /// @param authority AccessManager that decides who governs.
    constructor(address authority) AccessManaged(authority) EIP712("Muster DeviceAttestation", "1") {}

    /* CERTIFICATES */

    /// @inheritdoc IDeviceAttestation
    function setCertifier(address certifier, bool mayCertify) external restricted {
        _certifiers[certifier] = mayCertify;

        emit CertifierSet(certifier, mayCertify);
    }

    /// @inheritdoc IDeviceAttestation
    function present(DeviceCertificate calldata certificate, bytes calldata signature) external {
        bytes32 id = certificateIdOf(certificate);
        _requireInTime(certificate);
        _requireSigned(certificate, id, signature);
        _requireKey(certificate);

        Record storage record = _records[certificate.operator];
        if (certificate.notBefore <= record.notBefore)
            revert DeviceCertificateStale(certificate.operator, certificate.notBefore, record.notBefore);
        (record.x, record.y) = (certificate.x, certificate.y);
        (record.certifier, record.notBefore) = (certificate.certifier, certificate.notBefore);
        record.expiry = certificate.expiry;
        _holders[keccak256(abi.encode(certificate.x, certificate.y))] = certificate.operator;

        emit DeviceCertified(
            certificate.operator,
            certificate.certifier,
            id,
            certificate.x,
            certificate.y,
            certificate.notBefore,
            certificate.expiry
        );
    }

    function _requireInTime(DeviceCertificate calldata certificate) private view {
        (uint40 notBefore, uint40 expiry) = (certificate.notBefore, certificate.expiry);
        if (block.timestamp < notBefore) revert DeviceCertificateEarly(notBefore, block.timestamp);
        if (block.timestamp >= expiry) revert DeviceCertificateExpired(expiry, block.timestamp);
        uint256 period = expiry - notBefore;
        if (period > MAX_PERIOD) revert DeviceCertificateTooLong(period, MAX_PERIOD);
    }

    function _requireSigned(DeviceCertificate calldata certificate, bytes32 id, bytes calldata signature) private view {
        address certifier = certificate.certifier;
        if (!_certifiers[certifier]) revert DeviceNotCertifier(certifier);
        if (_revoked[id]) revert DeviceCertificateRevoked(id);
        if (!SignatureChecker.isValidSignatureNowCalldata(certifier, id, signature))
            revert DeviceBadSignature(certificate.operator, certifier);
    }

    /// @dev One device under two names would count twice where distinct processors are asked for.
    function _requireKey(DeviceCertificate calldata certificate) private view {
        (bytes32 x, bytes32 y) = (certificate.x, certificate.y);
        if (!P256.isValidPublicKey(x, y)) revert DeviceBadKey(x, y);

        OperatorId holder = _holders[keccak256(abi.encode(x, y))];
        if (OperatorId.unwrap(holder) == OperatorId.unwrap(certificate.operator)) return;
        Record storage record = _records[holder];
        if (record.x == x && record.y == y && _liveUntil(record) != 0) revert DeviceKeyTaken(x, y, holder);
    }

    /// @inheritdoc IDeviceAttestation
    function revoke(DeviceCertificate calldata certificate) external {
        // A certifier that was let go may still take back what it said.
        if (msg.sender != certificate.certifier) revert DeviceNotCertifier(msg.sender);

        bytes32 id = certificateIdOf(certificate);
        _revoked[id] = true;
        DeviceCertificate memory current = certificateOf(certificate.operator);
        if (_hashCertificate(current) == id) _records[certificate.operator].expiry = 0;

        emit DeviceRevoked(certificate.operator, certificate.certifier, id);
    }

    /* DEVICES */

    /// @inheritdoc IProofVerifier
    function verify(
        bytes32 termsHash,
        bytes32 context,
        bytes calldata result,
        bytes calldata proof
    ) external view returns (bool) {
        if (proof.length != OPERATOR_BYTES + SIGNATURE_BYTES) return false;

        OperatorId operator = OperatorId.wrap(uint32(bytes4(proof[:OPERATOR_BYTES])));
        address certifier = _records[operator].certifier;
        if (termsHash != 0 && termsHash != bytes32(uint256(uint160(certifier)))) return false;
        return isSignedBy(operator, resultDigestOf(termsHash, context, result), proof[OPERATOR_BYTES:]);
    }

    /// @inheritdoc IDeviceAttestation
    function isSignedBy(OperatorId operator, bytes32 digest, bytes calldata signature) public view returns (bool) {
        Record storage record = _records[operator];
        if (signature.length != SIGNATURE_BYTES || _liveUntil(record) == 0) return false;

        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        // Secure hardware signs messages, not digests: it hashes what it is given.
        return P256.verifyNative(sha256(abi.encode(digest)), r, s, record.x, record.y);
    }

    /* VIEWS */

    /// @inheritdoc IDeviceAttestation
    function liveUntil(OperatorId operator) external view returns (uint40) {
        return _liveUntil(_records[operator]);
    }

    function _liveUntil(Record storage record) private view returns (uint40) {
        uint40 expiry = record.expiry;
        return block.timestamp < expiry && _certifiers[record.certifier] ? expiry : 0;
    }

    /// @inheritdoc IDeviceAttestation
    function isCertifier(address account) external view returns (bool) {
        return _certifiers[account];
    }

    /// @inheritdoc IDeviceAttestation
    function isRevoked(bytes32 certificateId) external view returns (bool) {
        return _revoked[certificateId];
    }

    /// @inheritdoc IDeviceAttestation
    function certificateOf(OperatorId operator) public view returns (DeviceCertificate memory) {
        Record memory record = _records[operator];
        return
            DeviceCertificate({
                operator: operator,
                certifier: record.certifier,
                x: record.x,
                y: record.y,
                notBefore: record.notBefore,
                expiry: record.expiry
            });
    }

    /// @inheritdoc IDeviceAttestation
    function certificateIdOf(DeviceCertificate calldata certificate) public view returns (bytes32) {
        return _hashCertificate(certificate);
    }

    function _hashCertificate(DeviceCertificate memory certificate) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(CERTIFICATE_TYPEHASH, certificate)));
    }

    /// @inheritdoc IDeviceAttestation
    function resultDigestOf(bytes32 termsHash, bytes32 context, bytes calldata result) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(RESULT_TYPEHASH, termsHash, context, keccak256(result))));
    }
}
