// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobMarket} from "../../interfaces/IJobMarket.sol";
import {DeferredCall} from "../../libraries/DeferredCall.sol";
import {
    Destination,
    DestinationKind,
    JobAccess,
    JobDetails,
    JobRuntime,
    JobTerms,
    MAX_SLOTS,
    toJobTerms
} from "../../types/Job.sol";
import {JobSchedule} from "../../types/JobSchedule.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {JobStore} from "./JobStore.sol";

/// @title JobRules
/// @notice The bounds of a job, checked once at its registration.
/// @dev Linked, not inlined: it keeps the market within the size limit.
library JobRules {
    /// @notice Most executions of a slot: a year of five seconds.
    uint256 internal constant MAX_EXECUTIONS = 6_308_000;
    /// @notice Latest end of a schedule: with any delay, its times fit 48 bits.
    uint256 internal constant LATEST = type(uint48).max / 2;
    /// @notice Most processors that a job names.
    uint256 internal constant MAX_NAMED = 64;
    /// @notice Fewest slots of which a majority says anything.
    uint256 internal constant MIN_MAJORITY_SLOTS = 3;
    /// @notice A score of a million parts is the best.
    uint256 internal constant MAX_SCORE_PPM = 1_000_000;

    /// @notice Reverts with the error that names the first value out of bounds.
    /// @return isBlameless Whether somebody who is not vetted judges the outputs.
    function requireSound(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        bytes32[29] calldata words,
        JobDetails calldata details
    ) external view returns (bool isBlameless) {
        JobTerms calldata terms = toJobTerms(words);
        if (terms.slots == 0 || terms.slots > MAX_SLOTS) revert IJobMarket.JobBadSlots(terms.slots, MAX_SLOTS);
        _requireSchedule(terms.schedule);
        _requireAccess(terms, details.processors);
        _requirePrice(terms);
        _requireTemplate(wiring, terms);
        _requireDestination(wiring, terms.destination);
        _requireRuntime(wiring, terms);
        bool isMajoritySound =
            !terms.isMajority ||
                (terms.slots >= MIN_MAJORITY_SLOTS && terms.destination.kind != DestinationKind.SameChain);
        if (!isMajoritySound) revert IJobMarket.JobBadMajority(terms.slots, uint8(terms.destination.kind));

        return terms.verifier != address(0) && !store.isVetted[terms.verifier];
    }

    /// @notice What a job locks. Prices of 88 bits, 16 slots and 2^23 executions stay below 116 bits.
    function budgetOf(JobTerms calldata terms) internal pure returns (uint256) {
        uint256 perExecution = uint256(terms.reward) + terms.destination.gasFee;
        return perExecution * terms.slots * JobStore.executionsOf(terms);
    }

    function _requireSchedule(JobSchedule calldata schedule) private view {
        uint256 executions = schedule.executionsOf();
        bool isOnDemand = schedule.isOnDemand();
        uint256 earliest = isOnDemand ? schedule.endTime : schedule.startTime;
        bool isApart = isOnDemand || schedule.duration < schedule.interval;
        bool isSound =
            executions != 0 &&
                executions <= MAX_EXECUTIONS &&
                schedule.duration != 0 &&
                isApart &&
                schedule.endTime <= LATEST &&
                earliest >= JobStore.timeNow();
        if (!isSound)
            revert IJobMarket.JobBadSchedule(executions, schedule.interval, schedule.duration, schedule.startTime);
    }

    function _requireAccess(JobTerms calldata terms, OperatorId[] calldata named) private pure {
        bool isPublic = terms.access == JobAccess.Public;
        bool isNamingSound = isPublic ? named.length == 0 : named.length != 0 && named.length <= MAX_NAMED;
        if (terms.access == JobAccess.None || !isNamingSound)
            revert IJobMarket.JobBadAccess(terms.access, named.length);
        requireNamed(terms, named);
        uint256 minReputation = terms.needs.minReputation;
        if (minReputation > (isPublic ? MAX_SCORE_PPM : 0))
            revert IJobMarket.JobBadReputation(terms.access, minReputation);
    }

    /// @dev The processors that a job names, as their hash in the terms says.
    function requireNamed(JobTerms calldata terms, OperatorId[] calldata named) internal pure {
        bytes32 given = named.length == 0 ? bytes32(0) : keccak256(abi.encode(named));
        if (given != terms.processorsHash) revert IJobMarket.JobWrongProcessors(given, terms.processorsHash);
    }

    function _requirePrice(JobTerms calldata terms) private pure {
        if (terms.failureFee > terms.reward) revert IJobMarket.JobBadPrice(terms.reward, terms.failureFee);
    }

    function _requireTemplate(JobStore.Wiring memory wiring, JobTerms calldata terms) private view {
        bool isSound =
            terms.script != 0 &&
                (terms.template == 0 || wiring.ground.templates.scriptOf(terms.template) == terms.script);
        if (!isSound) revert IJobMarket.JobBadTemplate(terms.template, terms.script);
    }

    function _requireDestination(JobStore.Wiring memory wiring, Destination calldata destination) private view {
        bool isSound =
            destination.kind == DestinationKind.OtherChain
                ? _isForeignSound(wiring, destination)
                : destination.chainId == 0 && _isHomeSound(destination);
        if (!isSound)
            revert IJobMarket.JobBadDestination(
                uint8(destination.kind),
                destination.chainId,
                destination.target,
                destination.gasLimit,
                destination.gasFee
            );
        if (destination.kind == DestinationKind.SameChain) _requireOutsider(wiring, destination.target);
    }

    function _isForeignSound(
        JobStore.Wiring memory wiring,
        Destination calldata destination
    ) private view returns (bool) {
        return
            address(wiring.ground.receipts) != address(0) &&
            destination.chainId != 0 &&
            destination.chainId != block.chainid &&
            _isCallSound(destination);
    }

    function _isHomeSound(Destination calldata destination) private pure returns (bool) {
        if (destination.kind == DestinationKind.SameChain) return _isCallSound(destination);
        bool isTargetSound = destination.kind == DestinationKind.Web || destination.target == address(0);
        return isTargetSound && destination.gasLimit == 0 && destination.gasFee == 0;
    }

    function _isCallSound(Destination calldata destination) private pure returns (bool) {
        return
            destination.target != address(0) &&
            destination.gasLimit != 0 &&
            destination.gasLimit <= DeferredCall.MAX_GAS_LIMIT;
    }

    /// @dev A report speaks in the market's name, and the ground listens to it.
    function _requireOutsider(JobStore.Wiring memory wiring, address target) private view {
        JobStore.Ground memory ground = wiring.ground;
        if (
            target == address(this) ||
            target == address(ground.escrow) ||
            target == address(ground.registry) ||
            target == address(ground.reputation) ||
            target == address(ground.devices) ||
            target == address(ground.receipts)
        ) revert IJobMarket.JobForbiddenTarget(target);
    }

    function _requireRuntime(JobStore.Wiring memory wiring, JobTerms calldata terms) private pure {
        bool isAvailable = terms.runtime != JobRuntime.SecureHardware || address(wiring.ground.devices) != address(0);
        if (!isAvailable || (terms.runtime == JobRuntime.ZeroKnowledge) != (terms.verifier != address(0)))
            revert IJobMarket.JobBadRuntime(terms.runtime, terms.verifier);
    }
}
