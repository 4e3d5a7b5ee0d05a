// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Answers in every way that a judge can answer.
contract JudgeMock {
    /// @notice Answers with a word and as many bytes, of which the word is the start.
    function say(uint256 word, uint256 size) external pure {
        assembly {
            mstore(0x80, word)
            return(0x80, size)
        }
    }

    /// @notice Reverts with a word.
    function refuse(uint256 word) external pure {
        assembly ("memory-safe") {
            mstore(0, word)
            revert(0, 0x20)
        }
    }

    /// @notice Affirms if it gets more gas than it is told.
    function affirmAbove(uint256 gasNeeded) external view returns (bool) {
        return gasleft() > gasNeeded;
    }

    /// @notice Burns all the gas it gets.
    function burn() external pure {
        assembly {
            invalid()
        }
    }
}
