// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @notice An ERC-20 with permit whose faults are switched on from outside.
contract TokenMock is ERC20Permit {
    enum Fault {
        None,
        KeepsFee,
        ReturnsFalse,
        ReturnsNothing,
        OnlyClaims
    }

    uint256 private constant FEE_PARTS = 100;

    Fault public fault;
    address public hookTarget;
    bytes public hookData;

    constructor() ERC20("Token", "TKN") ERC20Permit("Token") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function setFault(Fault newFault) external {
        fault = newFault;
    }

    /// @notice What the token calls in the middle of each transfer; nobody, if the target is zero.
    function setHook(address target, bytes calldata data) external {
        (hookTarget, hookData) = (target, data);
    }

    /// @notice Takes tokens away from an account, as an issuer with a back door can.
    function seize(address account, uint256 amount) external {
        _burn(account, amount);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return _fails() || _moves(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _spendAllowance(from, msg.sender, amount);
        return _fails() || _moves(from, to, amount);
    }

    /// @dev Ends the call at once for the faults that move nothing.
    function _fails() private view returns (bool) {
        if (fault != Fault.ReturnsFalse) return fault == Fault.OnlyClaims;
        assembly ("memory-safe") {
            mstore(0, 0)
            return(0, 32)
        }
    }

    function _moves(address from, address to, uint256 amount) private returns (bool) {
        if (hookTarget != address(0)) _forward(hookTarget, hookData);
        _transfer(from, to, amount);
        if (fault == Fault.KeepsFee) _burn(to, amount / FEE_PARTS);
        if (fault != Fault.ReturnsNothing) return true;
        assembly {
            return(0, 0)
        }
    }

    function _forward(address target, bytes memory data) private {
        (bool isSuccess, bytes memory reason) = target.call(data);
        if (isSuccess) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}
