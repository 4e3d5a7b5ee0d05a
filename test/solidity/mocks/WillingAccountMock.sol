// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice An account that has signed whatever it is asked about (ERC-1271).
contract WillingAccountMock {
    receive() external payable {}

    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return 0x1626ba7e;
    }
}
