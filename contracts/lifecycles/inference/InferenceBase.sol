// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IDataAvailability} from "../../interfaces/IDataAvailability.sol";
import {IEscrow} from "../../interfaces/IEscrow.sol";
import {IGroth16Verifier} from "../../interfaces/IGroth16Verifier.sol";
import {IInferenceMarket} from "../../interfaces/IInferenceMarket.sol";
import {IOperatorRegistry} from "../../interfaces/IOperatorRegistry.sol";
import {IRandomnessBeacon} from "../../interfaces/IRandomnessBeacon.sol";
import {IReputationLedger} from "../../interfaces/IReputationLedger.sol";
import {IVrfVerifier} from "../../interfaces/IVrfVerifier.sol";
import {Bps} from "../../types/Bps.sol";
import {InferencePeriods, InferenceSampling} from "../../types/InferenceSettings.sol";
import {InferenceStatus} from "../../types/InferenceStatus.sol";
import {AgreedGroup, InferenceTask, OpenGroup} from "../../types/InferenceTask.sol";
import {PackedPeriods, PackedSampling, packPeriods, packSampling} from "../../types/PackedInferenceSettings.sol";
import {PoolId} from "../../types/PoolId.sol";
import {TaskId} from "../../types/TaskId.sol";
import {InferenceStore} from "./InferenceStore.sol";

/// @title InferenceBase
/// @notice What does not change, and what is known of tasks.
abstract contract InferenceBase is IInferenceMarket, EIP712, ReentrancyGuardTransient {
    using InferenceStore for InferenceStore.Store;

    /// @notice Holds the money.
    IEscrow public immutable escrow;
    /// @notice Knows the operators.
    IOperatorRegistry public immutable registry;
    /// @notice Gives the seeds.
    IRandomnessBeacon public immutable beacon;
    /// @notice Remembers outcomes.
    IReputationLedger public immutable reputation;
    /// @notice Knows what is served.
    IDataAvailability public immutable availability;
    /// @notice Verifies sampling numbers.
    IVrfVerifier public immutable vrf;
    /// @notice Verifies uploads.
    IGroth16Verifier public immutable proofs;
    /// @inheritdoc IInferenceMarket
    PoolId public immutable pool;

    uint96 private immutable _minimumStake;
    uint16 internal immutable _minExecution;
    uint16 internal immutable _maxExecution;
    PackedPeriods private immutable _periods;
    PackedSampling private immutable _sampling;
    bytes32 private immutable _circuit;

    InferenceStore.Store internal _store;

    constructor(
        InferenceStore.Ground memory ground,
        InferencePeriods memory periods,
        InferenceSampling memory sampling,
        PoolId pool_,
        uint96 minimumStake
    ) {
        _requireSoundSettings(periods, sampling);
        (escrow, registry, beacon, reputation) = (ground.escrow, ground.registry, ground.beacon, ground.reputation);
        (availability, vrf, proofs) = (ground.availability, ground.vrf, ground.proofs);
        (pool, _minimumStake) = (pool_, minimumStake);
        (_minExecution, _maxExecution) = (periods.minExecution, periods.maxExecution);
        (_periods, _sampling, _circuit) = (packPeriods(periods), packSampling(sampling), sampling.circuit);
    }

    function _requireSoundSettings(InferencePeriods memory periods, InferenceSampling memory sampling) private pure {
        bool areTimesSound =
            periods.minExecution != 0 &&
                periods.minExecution <= periods.maxExecution &&
                periods.siblings < periods.group &&
                periods.upload != 0;
        bool isSamplingSound =
            sampling.samplingModulus > 1 &&
                sampling.hammingThreshold != 0 &&
                sampling.challenges != 0 &&
                sampling.maxChunks != 0 &&
                sampling.lateBps <= 10_000;
        if (!areTimesSound || !isSamplingSound) revert InferenceBadSettings();
    }

    /// @dev All that does not change, for the desks, whose code has no immutables of the market.
    function _wiring() internal view returns (InferenceStore.Wiring memory) {
        return
            InferenceStore.Wiring({
                ground: InferenceStore.Ground(escrow, registry, beacon, reputation, availability, vrf, proofs),
                periods: _periods,
                sampling: _sampling,
                circuit: _circuit,
                pool: pool,
                minimumStake: _minimumStake
            });
    }

    /* VIEWS */

    /// @inheritdoc IInferenceMarket
    function settings() external view returns (InferencePeriods memory periods, InferenceSampling memory sampling) {
        periods = InferencePeriods({
            queue: _periods.queue(),
            parameters: _periods.parameters(),
            minExecution: _minExecution,
            maxExecution: _maxExecution,
            download: _periods.download(),
            validation: _periods.validation(),
            group: _periods.group(),
            siblings: _periods.siblings(),
            opening: _periods.opening(),
            upload: _periods.upload()
        });
        sampling = InferenceSampling({
            samplingModulus: _sampling.samplingModulus(),
            minSeatsToSlash: _sampling.minSeatsToSlash(),
            hammingThreshold: _sampling.hammingThreshold(),
            slashBps: Bps.unwrap(_sampling.slashBps()),
            lateBps: Bps.unwrap(_sampling.lateBps()),
            reporterBps: Bps.unwrap(_sampling.reporterBps()),
            challenges: _sampling.challenges(),
            maxChunks: _sampling.maxChunks(),
            circuit: _circuit
        });
    }

    /// @inheritdoc IInferenceMarket
    function statusOf(TaskId id) external view returns (InferenceStatus) {
        return _store.statusOf(_wiring(), id);
    }

    /// @inheritdoc IInferenceMarket
    function deadlineOf(TaskId id) external view returns (uint256) {
        return _store.deadlineOf(_wiring(), id);
    }

    /// @inheritdoc IInferenceMarket
    function taskOf(TaskId id) external view returns (InferenceTask memory) {
        return _store.tasks[id];
    }

    /// @inheritdoc IInferenceMarket
    function groupOf(TaskId id) external view returns (AgreedGroup memory) {
        return _store.agreed[id].toAgreedGroup();
    }

    /// @inheritdoc IInferenceMarket
    function openGroupOf(bytes32 group) external view returns (OpenGroup memory) {
        return _store.openGroups[group];
    }
}
