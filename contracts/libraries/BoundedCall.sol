// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title BoundedCall
/// @notice Questions to contracts that nobody vouches for: capped gas, and one word of answer.
library BoundedCall {
    /// @notice Whether the first word of a contract's answer is 1. A revert, an empty account or another word is a no.
    /// @param judge The contract that is asked.
    /// @param gasLimit Gas it gets at most.
    /// @param question Calldata.
    function affirms(address judge, uint256 gasLimit, bytes memory question) internal view returns (bool answer) {
        // Solidity would copy all that the contract returns, at the caller's cost.
        assembly ("memory-safe") {
            let isSuccess := staticcall(gasLimit, judge, add(question, 0x20), mload(question), 0, 0x20)
            answer := and(and(isSuccess, gt(returndatasize(), 0x1f)), eq(mload(0), 1))
        }
    }
}
