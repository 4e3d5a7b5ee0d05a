// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice An ERC-20 that calls somebody in the middle of each transfer, when told to.
contract PaymentTokenMock is ERC20 {
    address public hookTarget;
    bytes public hookData;
    bool public hookSucceeded;
    bytes public hookReason;

    constructor() ERC20("Payment", "PAY") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    /// @notice Calldata for the contract that every later transfer calls; nobody, if the target is zero.
    function setHook(address target, bytes calldata data) external {
        (hookTarget, hookData) = (target, data);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (hookTarget != address(0)) (hookSucceeded, hookReason) = hookTarget.call(hookData);
    }
}
