// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TaskLedger} from "../../../contracts/lifecycles/attestation/TaskLedger.sol";
import {AttestationStatus} from "../../../contracts/types/AttestationStatus.sol";
import {TaskId} from "../../../contracts/types/TaskId.sol";

/// @notice Opens the one status writer, which every public function guards by checks of its own.
contract AttestationMoveHarness {
    using TaskLedger for TaskLedger.Ledger;

    TaskLedger.Ledger private _ledger;

    function move(TaskId id, AttestationStatus to) external {
        _ledger.move(id, to);
    }
}
