// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IEscrow} from "../interfaces/IEscrow.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {Currency} from "../types/Currency.sol";
import {Rosters} from "./registry/Rosters.sol";
import {Staking} from "./registry/Staking.sol";

/// @title OperatorRegistry
/// @notice Identity, stake and rosters of the operators.
contract OperatorRegistry is Rosters, IOperatorRegistry {
    /// @param authority AccessManager that decides who governs.
    /// @param escrow_ Where slashed stake is credited.
    /// @param currency The staking currency, for ever.
    /// @param period Unbonding period in seconds, longer than MAX_OBLIGATION.
    /// @param treasury_ Who gets what slashing leaves over.
    constructor(
        address authority,
        IEscrow escrow_,
        Currency currency,
        uint40 period,
        address treasury_
    ) AccessManaged(authority) Staking(escrow_, currency, period, treasury_) {}
}
