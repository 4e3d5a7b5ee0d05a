// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NATIVE} from "../../../../contracts/types/Currency.sol";
import {JobSlot, JobTerms} from "../../../../contracts/types/Job.sol";
import {JobId} from "../../../../contracts/types/JobId.sol";
import {Offer} from "../../../../contracts/types/Advertisement.sol";
import {Series} from "../../../../contracts/types/JobSchedule.sol";
import {JobStatus} from "../../../../contracts/types/JobStatus.sol";
import {OperatorId} from "../../../../contracts/types/OperatorId.sol";
import {Assert} from "../../helpers/Assert.sol";
import {deploy} from "../../helpers/deploy.sol";
import {InvariantTargets} from "../../helpers/InvariantTargets.sol";
import {JobHandler} from "./JobHandler.sol";

/// @title JobSuiteHandler
/// @notice The handler under a name of this file: the runner knows the contracts of the files it is given.
contract JobSuiteHandler is JobHandler {}

/// @title JobInvariants
/// @notice What holds of the job market whatever anybody does; docs/invariants.md numbers it.
contract JobInvariants is InvariantTargets {
    uint32 private constant PROCESSORS = 20;
    uint256 private constant STEPS = 600;

    JobHandler private _handler;

    function setUp() external {
        _handler = JobHandler(deploy("JobSuiteHandler", ""));
    }

    function _target() internal view override returns (address) {
        return address(_handler);
    }

    /// @dev An invariant over a world in which nothing happens says nothing.
    function test_EveryActionComesToSomething() external {
        for (uint256 i; i < STEPS; ++i) _act(uint256(keccak256(abi.encode(i))));

        uint256[6] memory found;
        for (uint256 i; i < _handler.jobCount(); ++i) {
            ++found[uint256(_handler.market().jobOf(_handler.ids(i)).status)];
        }
        Assert.isTrue(found[uint256(JobStatus.Done)] != 0, "a job is done");
        Assert.isTrue(found[uint256(JobStatus.Cancelled)] != 0, "a job is cancelled");
        Assert.isTrue(_handler.matches() != 0, "a job is matched");
        Assert.isTrue(_handler.overlaps() != 0, "an overlap is refused");
    }

    function _act(uint256 seed) private {
        if (seed % 4 == 0) _handler.pair(seed);
        if (seed % 4 == 1) _handler.answer(seed);
        if (seed % 4 == 2) _handler.run(seed);
        if (seed % 12 == 3) _handler.wait(seed);
        if (seed % 12 == 7) _handler.collect(seed);
        if (seed % 12 == 11) _handler.end(seed);
    }

    function invariant_I1_TheEscrowHoldsWhatItOwes() external view {
        address[] memory accounts = _handler.accounts();
        uint256 owed = _handler.escrow().heldBy(address(_handler.market()), NATIVE);
        for (uint256 i; i < accounts.length; ++i) owed += _handler.escrow().creditOf(accounts[i], NATIVE);
        Assert.isEqual(address(_handler.escrow()).balance, owed);
    }

    function invariant_I3_TheMarketHoldsWhatItsOpenJobsOwe() external view {
        uint256 owed;
        for (uint256 i; i < _handler.jobCount(); ++i) {
            JobId id = _handler.ids(i);
            JobStatus status = _handler.market().jobOf(id).status;
            if (status == JobStatus.Done || status == JobStatus.Cancelled) continue;
            JobTerms memory terms = _handler.termsAt(i);
            owed += _handler.market().budgetOf(terms);
            for (uint256 slot; slot < terms.slots; ++slot) owed -= _handler.market().collectedOf(id, slot);
        }
        Assert.isEqual(_handler.escrow().heldBy(address(_handler.market()), NATIVE), owed);
    }

    function invariant_I4_AnExecutionHasOneOutcome() external view {
        for (uint256 i; i < _handler.jobCount(); ++i) {
            JobTerms memory terms = _handler.termsAt(i);
            for (uint256 j; j < terms.slots; ++j) {
                JobSlot memory slot = _handler.market().slotOf(_handler.ids(i), j);
                Assert.isAtMost(uint256(slot.successes) + slot.failures + slot.undecided, slot.next);
                Assert.isAtMost(slot.next, terms.schedule.executionsOf());
                Assert.isAtMost(slot.fee, terms.reward);
            }
        }
    }

    function invariant_I8_EveryJobHasAnExitThatAnybodyCanTake() external {
        _handler.closeAll();

        Assert.isEqual(_handler.escrow().heldBy(address(_handler.market()), NATIVE), 0);
    }

    function invariant_I11_NoProcessorRunsTwoExecutionsAtOnce() external view {
        uint256 jobs = _handler.jobCount();
        for (uint32 i = 1; i <= PROCESSORS; ++i) {
            OperatorId processor = OperatorId.wrap(i);
            for (uint256 j; j < jobs; ++j) {
                (bool isLive, Series memory series) = _handler.liveSeries(j, processor);
                if (!isLive) continue;
                for (uint256 k; k < j; ++k) {
                    (bool isOtherLive, Series memory other) = _handler.liveSeries(k, processor);
                    if (isOtherLive) Assert.isTrue(!_handler.doCollide(series, other), "one execution at a time");
                }
            }
        }
    }

    function invariant_AProcessorStoresNoMoreThanItOffers() external view {
        for (uint32 i = 1; i <= PROCESSORS; ++i) {
            Offer memory offer = _handler.market().offerOf(OperatorId.wrap(i));
            Assert.isAtMost(offer.storageUsed, offer.storageCapacity);
        }
    }
}
