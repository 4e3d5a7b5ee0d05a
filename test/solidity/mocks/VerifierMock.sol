// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofVerifier} from "../../../contracts/interfaces/IProofVerifier.sol";
import {ISchemaValidator} from "../../../contracts/interfaces/ISchemaValidator.sol";

/// @notice Judges proofs and results, in a manner that is told from outside.
contract VerifierMock is IProofVerifier, ISchemaValidator {
    enum Mood {
        Honest,
        Refuse,
        Revert,
        BurnGas,
        ReturnBomb,
        AnswerTwo
    }

    error VerifierUnhappy(uint256 mood);

    Mood public mood;

    function setMood(Mood newMood) external {
        mood = newMood;
    }

    /// @notice Accepts a proof that is the hash of all that it should be bound to.
    function verify(
        bytes32 termsHash,
        bytes32 context,
        bytes calldata result,
        bytes calldata proof
    ) external view returns (bool) {
        bytes memory bound = abi.encode(termsHash, context, keccak256(result));
        return _judge(keccak256(proof) == keccak256(bound));
    }

    /// @notice Accepts results that start with a one.
    function isValid(bytes calldata result) external view returns (bool) {
        return _judge(result.length != 0 && result[0] == 0x01);
    }

    function _judge(bool honest) private view returns (bool) {
        if (mood == Mood.Honest) return honest;
        if (mood == Mood.Revert) revert VerifierUnhappy(uint256(mood));
        if (mood == Mood.BurnGas) _burn();
        if (mood == Mood.ReturnBomb) _answer(1, 400_000, true);
        if (mood == Mood.AnswerTwo) _answer(2, 32, false);
        return false;
    }

    function _burn() private view {
        uint256 burnt;
        while (gasleft() > 500) ++burnt;
    }

    function _answer(uint256 word, uint256 size, bool reverts) private pure {
        assembly {
            mstore(0x80, word)
            if reverts {
                revert(0x80, size)
            }
            return(0x80, size)
        }
    }
}
