// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IDeviceAttestation} from "../../interfaces/IDeviceAttestation.sol";
import {IEscrow} from "../../interfaces/IEscrow.sol";
import {IJobAdvertisements} from "../../interfaces/IJobAdvertisements.sol";
import {IJobMarket} from "../../interfaces/IJobMarket.sol";
import {IJobTemplates} from "../../interfaces/IJobTemplates.sol";
import {IOperatorRegistry} from "../../interfaces/IOperatorRegistry.sol";
import {IReceiptRoots} from "../../interfaces/IReceiptRoots.sol";
import {IReputationLedger} from "../../interfaces/IReputationLedger.sol";
import {Commitment, Offer} from "../../types/Advertisement.sol";
import {Bps} from "../../types/Bps.sol";
import {JobHead, JobSettings, JobSlot, JobTally, JobTerms} from "../../types/Job.sol";
import {JobId} from "../../types/JobId.sol";
import {JobStatus} from "../../types/JobStatus.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {PackedJobSettings, toPacked} from "../../types/PackedJobSettings.sol";
import {PoolId} from "../../types/PoolId.sol";
import {JobRules} from "./JobRules.sol";
import {JobStore} from "./JobStore.sol";
import {ReportDesk} from "./ReportDesk.sol";

/// @title JobBase
/// @notice What does not change, and what is known of jobs and processors.
abstract contract JobBase is IJobMarket, EIP712, ReentrancyGuardTransient {
    using JobStore for JobStore.Store;

    /// @notice Holds the money.
    IEscrow public immutable escrow;
    /// @notice Knows the operators.
    IOperatorRegistry public immutable registry;
    /// @notice Remembers outcomes.
    IReputationLedger public immutable reputation;
    /// @notice Knows whose devices are certified.
    IDeviceAttestation public immutable devices;
    /// @notice Knows the receipts of other chains; the zero address where there are none.
    IReceiptRoots public immutable receipts;
    /// @notice Knows the templates.
    IJobTemplates public immutable templates;
    /// @inheritdoc IJobMarket
    PoolId public immutable pool;

    PackedJobSettings private immutable _settings;

    JobStore.Store internal _store;

    constructor(JobStore.Ground memory ground, JobSettings memory settings_, Bps maxSlashBps, PoolId pool_) {
        bool isSound =
            settings_.ackWindow != 0 &&
                settings_.matcherBps.isWithin(Bps.wrap(10_000)) &&
                settings_.silenceBps.isWithin(maxSlashBps) &&
                settings_.missedBps.isWithin(settings_.missedLimitBps) &&
                settings_.missedLimitBps.isWithin(maxSlashBps) &&
                Bps.unwrap(settings_.reporterBps) < 5_000;
        if (!isSound) revert JobBadSettings();
        (escrow, registry, reputation) = (ground.escrow, ground.registry, ground.reputation);
        (devices, receipts, templates) = (ground.devices, ground.receipts, ground.templates);
        (pool, _settings) = (pool_, toPacked(settings_));
    }

    /// @dev All that does not change, for the desks, whose code has no immutables of the market.
    function _wiring() internal view returns (JobStore.Wiring memory) {
        return
            JobStore.Wiring({
                ground: JobStore.Ground(escrow, registry, reputation, devices, receipts, templates),
                settings: _settings,
                pool: pool
            });
    }

    /* JOBS */

    /// @inheritdoc IJobMarket
    function jobIdOf(JobTerms calldata terms) public view returns (JobId) {
        return JobStore.idOf(terms);
    }

    /// @inheritdoc IJobMarket
    function statusOf(JobId id) external view returns (JobStatus) {
        return _store.statusOf(_wiring(), id);
    }

    /// @inheritdoc IJobMarket
    function clockStatusOf(JobId id, JobTerms calldata terms) external view returns (JobStatus) {
        JobStore.requireTerms(id, terms);
        return _store.statusOf(_wiring(), id, terms);
    }

    /// @inheritdoc IJobMarket
    function jobOf(JobId id) external view returns (JobHead memory) {
        return _store.heads[id];
    }

    /// @inheritdoc IJobMarket
    function slotOf(JobId id, uint256 slot) external view returns (JobSlot memory) {
        return _store.slots[id][slot];
    }

    /// @inheritdoc IJobMarket
    function tallyOf(JobId id, uint256 execution) external view returns (JobTally memory) {
        return _store.tallies[id][execution];
    }

    /// @inheritdoc IJobMarket
    function collectedOf(JobId id, uint256 slot) external view returns (uint256) {
        return _store.collected[id][slot];
    }

    /// @inheritdoc IJobMarket
    function windowOf(
        JobId id,
        JobTerms calldata terms,
        uint256 slot,
        uint256 execution
    ) external view returns (uint256 from, uint256 until) {
        JobStore.requireTerms(id, terms);
        JobStore.Wiring memory wiring = _wiring();
        uint256 delay = _store.slots[id][slot].startDelay;
        from = JobStore.startOf(wiring, _store.heads[id], terms, delay) + execution * terms.schedule.interval;
        until = from + JobStore.windowLengthOf(wiring, terms);
    }

    /// @inheritdoc IJobMarket
    function outputDigestOf(
        JobId id,
        uint256 slot,
        uint256 execution,
        bytes32 outputHash
    ) external view returns (bytes32) {
        return ReportDesk.digestOf(_domainSeparatorV4(), id, slot, execution, outputHash);
    }

    /// @inheritdoc IJobMarket
    function budgetOf(JobTerms calldata terms) external pure returns (uint256) {
        return JobRules.budgetOf(terms);
    }

    /* PROCESSORS */

    /// @inheritdoc IJobAdvertisements
    function offerOf(OperatorId processor) external view returns (Offer memory) {
        return _store.offers[processor];
    }

    /// @inheritdoc IJobAdvertisements
    function servesByName(OperatorId processor, address consumer) external view returns (bool) {
        return _store.consumers[processor][_store.offers[processor].version][consumer];
    }

    /// @inheritdoc IJobAdvertisements
    function commitmentAt(OperatorId processor, uint256 lane) external view returns (Commitment memory) {
        return _store.commitments[processor][lane];
    }

    /* SETTINGS */

    /// @inheritdoc IJobMarket
    function settings() external view returns (JobSettings memory) {
        return _settings.toJobSettings();
    }

    /// @inheritdoc IJobMarket
    function isVetted(address verifier) external view returns (bool) {
        return _store.isVetted[verifier];
    }
}
