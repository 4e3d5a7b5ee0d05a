// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGroth16Verifier} from "../interfaces/IGroth16Verifier.sol";
import {CodePage} from "../libraries/CodePage.sol";
import {Groth16} from "../libraries/Groth16.sol";

/// @title Groth16Verifier
/// @notice Checks proofs of any circuit. Keys are pages of code whose address follows from their hash, so that a proof
/// costs no storage read, and a page cannot be anything but the key it is named after.
contract Groth16Verifier is IGroth16Verifier {
    uint256 private constant ALPHA = 0;
    uint256 private constant OF_G2 = 1;
    uint256 private constant TERMS = 2;
    /// @dev No calldata holds so many inputs.
    uint256 private constant NO_PAGE = type(uint256).max;

    /// @inheritdoc IGroth16Verifier
    function register(VerifyingKey calldata key) external returns (bytes32 keyId) {
        _checkKey(key);
        bytes memory content = _contentOf(key);
        keyId = _hashCreation(content);
        if (Groth16.inputCountOf(Groth16.pageOf(keyId)) != NO_PAGE) return keyId;

        CodePage.write(content);
        emit Groth16KeyRegistered(keyId, key.terms.length - 1);
    }

    /// @inheritdoc IGroth16Verifier
    function verify(bytes32 keyId, uint256[] calldata inputs, uint256[8] calldata proof) external view returns (bool) {
        address page = _requirePage(keyId, inputs.length);
        _requireGas(Groth16.priceOf(inputs.length));
        return Groth16.isProven(page, inputs, proof);
    }

    /// @inheritdoc IGroth16Verifier
    function verifyBatch(
        bytes32 keyId,
        uint256[][] calldata inputs,
        uint256[8][] calldata proofs
    ) external view returns (bool) {
        uint256 count = proofs.length;
        if (count == 0 || inputs.length != count) revert Groth16BatchMismatched(inputs.length, count);

        uint256 inputCount = inputs[0].length;
        address page = _requirePage(keyId, inputCount);
        for (uint256 i = 1; i < count; ++i) {
            if (inputs[i].length != inputCount) revert Groth16InputCountWrong(keyId, inputs[i].length, inputCount);
        }
        _requireGas(Groth16.batchPriceOf(count, inputCount));
        return Groth16.areProven(page, keyId, inputs, proofs);
    }

    /// @inheritdoc IGroth16Verifier
    function inputCountOf(bytes32 keyId) external view returns (uint256 inputCount) {
        inputCount = Groth16.inputCountOf(Groth16.pageOf(keyId));
        if (inputCount == NO_PAGE) revert Groth16KeyUnknown(keyId);
    }

    /// @inheritdoc IGroth16Verifier
    function keyIdOf(VerifyingKey calldata key) external pure returns (bytes32) {
        return _hashCreation(_contentOf(key));
    }

    /// @dev Without it an absent page would read as a key of zeros, for which a proof of zeros holds.
    function _requirePage(bytes32 keyId, uint256 inputCount) private view returns (address page) {
        page = Groth16.pageOf(keyId);
        uint256 expectedCount = Groth16.inputCountOf(page);
        if (inputCount == expectedCount) return page;
        if (expectedCount == NO_PAGE) revert Groth16KeyUnknown(keyId);
        revert Groth16InputCountWrong(keyId, inputCount, expectedCount);
    }

    /// @dev A precompile that runs out of gas cannot be told from one that refuses a point, and whoever sends the
    /// transaction must not be able to make a good proof false. A call keeps one part in 64 back.
    function _requireGas(uint256 needed) private view {
        uint256 available = gasleft();
        // A part is less than the whole.
        unchecked {
            if (available - (available >> 6) >= needed) return;
        }
        revert Groth16GasShort(available, needed);
    }

    /* KEYS */

    /// @dev Points at infinity are refused: with one for delta or gamma, anything can be proven; with one as a term,
    /// the proof would not depend on its input.
    function _checkKey(VerifyingKey calldata key) private view {
        if (!_isFinite(key.alpha)) revert Groth16KeyMalformed(ALPHA);
        if (!_isFinite(key.beta) || !_isFinite(key.gamma) || !_isFinite(key.delta)) revert Groth16KeyMalformed(OF_G2);
        if (!Groth16.areInG2(key.beta, key.gamma, key.delta)) revert Groth16KeyMalformed(OF_G2);

        if (key.terms.length == 0) revert Groth16KeyMalformed(TERMS);
        for (uint256 i = 0; i < key.terms.length; ++i) {
            if (!_isFinite(key.terms[i])) revert Groth16KeyMalformed(TERMS + i);
        }
    }

    function _isFinite(uint256[2] calldata point) private view returns (bool) {
        return (point[0] | point[1]) != 0 && Groth16.isOnCurve(point[0], point[1]);
    }

    function _isFinite(uint256[4] calldata point) private pure returns (bool) {
        return (point[0] | point[1] | point[2] | point[3]) != 0;
    }

    function _contentOf(VerifyingKey calldata key) private pure returns (bytes memory) {
        return
            abi.encodePacked(
                key.alpha[0],
                _negate(key.alpha[1]),
                key.beta,
                _negate(key.gamma),
                _negate(key.delta),
                Groth16.pack(key.terms)
            );
    }

    function _negate(uint256[4] calldata point) private pure returns (uint256[4] memory) {
        return [point[0], point[1], _negate(point[2]), _negate(point[3])];
    }

    /// @dev Zero stays zero: the field's order is no coordinate.
    function _negate(uint256 coordinate) private pure returns (uint256) {
        return coordinate == 0 ? 0 : Groth16.Q - coordinate;
    }

    /// @dev The code that CodePage creates a page with, of which the page's address is made.
    function _hashCreation(bytes memory content) private pure returns (bytes32) {
        // A content whose length does not fit is refused by CodePage.
        uint16 length = uint16(content.length + 1);
        return keccak256(abi.encodePacked(bytes1(0x61), length, bytes8(0x80600a3d393df300), content));
    }
}
