// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobMarket} from "../../interfaces/IJobMarket.sol";
import {ExecutionReport, JobSlot, JobTally, JobTerms} from "../../types/Job.sol";
import {JobId} from "../../types/JobId.sol";
import {JobStore} from "./JobStore.sol";
import {Penalties} from "./Penalties.sol";

/// @title MajorityDesk
/// @notice Votes on the output of an execution: the report that makes a majority decides for all that came before.
library MajorityDesk {
    /// @notice Counts a report of a Majority job. What is not, or not yet, with a majority is undecided and earns
    /// nothing.
    function vote(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        JobTerms calldata terms,
        ExecutionReport calldata told
    ) external {
        uint256 execution = told.execution;
        uint16 bit = uint16(1 << told.slot);
        JobTally memory tally = store.tallies[id][execution];
        uint256 alike = store.votes[id][execution][told.outputHash] | bit;
        store.votes[id][execution][told.outputHash] = alike;
        ++store.slots[id][told.slot].undecided;
        tally.reported |= bit;

        if (tally.isDecided) {
            bool isAlike = alike & tally.alike != 0;
            if (isAlike) tally.alike |= bit;
            _judge(store, wiring, id, terms, told.slot, isAlike);
        } else if (_count(alike) * 2 > terms.slots) {
            (tally.isDecided, tally.alike) = (true, uint16(alike));
            emit IJobMarket.MajorityFound(id, execution, told.outputHash, alike);
            for (uint256 i; i < terms.slots; ++i) {
                if ((tally.reported >> i) & 1 == 1) _judge(store, wiring, id, terms, i, (alike >> i) & 1 == 1);
            }
        }
        store.tallies[id][execution] = tally;
    }

    function _judge(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        JobTerms calldata terms,
        uint256 index,
        bool isAlike
    ) private {
        JobSlot storage stored = store.slots[id][index];
        if (isAlike) (stored.undecided, stored.successes) = (stored.undecided - 1, stored.successes + 1);

        JobSlot memory slot = stored;
        address controller = wiring.ground.registry.identityOf(slot.processor).controller;
        Penalties.remember(wiring, terms, slot, controller, isAlike);
    }

    function _count(uint256 slots) private pure returns (uint256 count) {
        for (; slots != 0; slots &= slots - 1) ++count;
    }
}
