// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A contract account that does what it is told, also in the moment it is paid.
contract AccountMock {
    error AccountUnwilling(uint256 value);

    bool public isUnwilling;
    address public hookTarget;
    bytes public hookData;
    bool public hasHookSucceeded;
    bytes public hookReason;

    receive() external payable {
        if (isUnwilling) revert AccountUnwilling(msg.value);
        if (hookTarget != address(0)) (hasHookSucceeded, hookReason) = hookTarget.call(hookData);
    }

    /// @notice Whether the account refuses native coin.
    function setUnwilling(bool unwilling) external {
        isUnwilling = unwilling;
    }

    /// @notice What the account calls when it is paid.
    function setHook(address target, bytes calldata data) external {
        (hookTarget, hookData) = (target, data);
    }

    /// @notice One call in the account's name.
    function act(address target, bytes calldata data) external {
        _act(target, data);
    }

    /// @notice Several calls in one transaction; all of them, or none.
    function actAll(address[] calldata targets, bytes[] calldata data) external {
        for (uint256 i; i < targets.length; ++i) _act(targets[i], data[i]);
    }

    function _act(address target, bytes calldata data) private {
        (bool isSuccess, bytes memory reason) = target.call(data);
        if (isSuccess) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}
