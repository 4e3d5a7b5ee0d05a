// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {ICommittees} from "../../interfaces/ICommittees.sol";
import {IEscrow} from "../../interfaces/IEscrow.sol";
import {IOperatorRegistry} from "../../interfaces/IOperatorRegistry.sol";
import {PoolId} from "../../types/PoolId.sol";
import {PoolTerms} from "../../types/Pool.sol";
import {AttestationBase} from "./AttestationBase.sol";
import {Disputes} from "./Disputes.sol";
import {Rewards} from "./Rewards.sol";
import {TaskDefinitions} from "./TaskDefinitions.sol";

/// @title AttestationCenter
/// @notice Tasks checked by quorums of attesters: wiring and governance.
contract AttestationCenter is Rewards, AccessManaged {
    /// @notice What a deployment decides, in wei.
    /// @param definitionDeposit Deposit of a new task definition.
    /// @param challengeBond Bond of a challenge.
    struct Prices {
        uint256 definitionDeposit;
        uint256 challengeBond;
    }

    /// @param authority AccessManager that decides who governs.
    /// @param poolTerms Terms of the default pool, which the center opens; its market is filled in.
    constructor(
        address authority,
        IEscrow escrow_,
        IOperatorRegistry registry_,
        ICommittees committees_,
        PoolTerms memory poolTerms,
        Prices memory prices
    )
        AccessManaged(authority)
        AttestationBase(escrow_, registry_, committees_)
        TaskDefinitions(_openPool(registry_, poolTerms), prices.definitionDeposit)
        Disputes(prices.challengeBond)
    {
        // What performers forfeit is credited to the center, which then holds it for the attesters.
        escrow_.approveMarket(address(this), true);
    }

    function _openPool(IOperatorRegistry registry_, PoolTerms memory poolTerms) private returns (PoolId) {
        poolTerms.market = address(this);
        return registry_.openPool(poolTerms);
    }

    /// @notice Stops new tasks, or takes them again. Governance only. What is under way goes on.
    function setPaused(bool paused_) external restricted {
        if (paused_) _pause();
        else _unpause();
    }
}
