// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title ExampleToken
/// @notice An ERC-20 with permits, for demonstrations: its deployer owns all of it.
contract ExampleToken is ERC20Permit {
    /// @param supply Units, all for the deployer.
    constructor(uint256 supply) ERC20("Example Token", "EXT") ERC20Permit("Example Token") {
        _mint(msg.sender, supply);
    }
}
