// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice An operator's account that is a contract: it signs by approving digests (ERC-1271).
contract ContractOperatorMock {
    bytes4 private constant VALID = 0x1626ba7e;

    mapping(bytes32 digest => bool isApproved) public approvals;

    receive() external payable {}

    function approve(bytes32 digest) external {
        approvals[digest] = true;
    }

    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        return approvals[digest] ? VALID : bytes4(0);
    }

    /// @notice One call in the account's name, with the attached coin.
    function act(address target, bytes calldata data) external payable {
        (bool isSuccess, bytes memory reason) = target.call{value: msg.value}(data);
        if (isSuccess) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}
