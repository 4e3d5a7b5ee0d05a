// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittees} from "../../../contracts/interfaces/ICommittees.sol";
import {IEscrow} from "../../../contracts/interfaces/IEscrow.sol";
import {IOperatorRegistry} from "../../../contracts/interfaces/IOperatorRegistry.sol";
import {AttestationCenter} from "../../../contracts/lifecycles/attestation/AttestationCenter.sol";
import {AttestationStatus} from "../../../contracts/types/AttestationStatus.sol";
import {PoolTerms} from "../../../contracts/types/Pool.sol";
import {TaskId} from "../../../contracts/types/TaskId.sol";

/// @notice Opens the one status writer, which every public function guards by checks of its own.
contract AttestationMoveHarness is AttestationCenter {
    constructor(
        address authority,
        IEscrow escrow_,
        IOperatorRegistry registry_,
        ICommittees committees_,
        PoolTerms memory poolTerms
    ) AttestationCenter(authority, escrow_, registry_, committees_, poolTerms, Prices(0, 0)) {}

    function move(TaskId id, AttestationStatus to) external {
        _move(id, to);
    }
}
