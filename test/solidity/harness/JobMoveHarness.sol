// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobStore} from "../../../contracts/lifecycles/jobs/JobStore.sol";
import {JobId} from "../../../contracts/types/JobId.sol";
import {JobStatus} from "../../../contracts/types/JobStatus.sol";

/// @notice Opens the one status writer, which every public function guards by checks of its own.
contract JobMoveHarness {
    using JobStore for JobStore.Store;

    JobStore.Store private _store;

    function move(JobId id, JobStatus to) external {
        _store.move(id, to);
    }
}
