// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IJobAdvertisements} from "../../interfaces/IJobAdvertisements.sol";
import {IJobMarket} from "../../interfaces/IJobMarket.sol";
import {Advertisement, SlotMatch} from "../../types/Advertisement.sol";
import {ExecutionReport, JobAccess, JobDetails, JobSettings, JobTerms, toTermsWords} from "../../types/Job.sol";
import {JobId} from "../../types/JobId.sol";
import {JobStatus} from "../../types/JobStatus.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {PoolTerms} from "../../types/Pool.sol";
import {PoolId} from "../../types/PoolId.sol";
import {AssignmentDesk} from "./AssignmentDesk.sol";
import {JobBase} from "./JobBase.sol";
import {JobRules} from "./JobRules.sol";
import {JobStore} from "./JobStore.sol";
import {MatchDesk} from "./MatchDesk.sol";
import {ReportDesk} from "./ReportDesk.sol";
import {SettlementDesk} from "./SettlementDesk.sol";

/// @title JobMarket
/// @notice Scheduled jobs for processors that advertise: registration, the way through the desks, and governance.
contract JobMarket is JobBase, AccessManaged, Pausable {
    using AssignmentDesk for JobStore.Store;
    using JobRules for JobStore.Store;
    using JobStore for JobStore.Store;
    using MatchDesk for JobStore.Store;
    using ReportDesk for JobStore.Store;
    using SettlementDesk for JobStore.Store;

    /// @param authority AccessManager that decides who governs.
    /// @param poolTerms Terms of the processors' pool, which the market opens; its market is filled in.
    constructor(
        address authority,
        JobStore.Ground memory ground,
        PoolTerms memory poolTerms,
        JobSettings memory settings_
    )
        AccessManaged(authority)
        EIP712("Muster JobMarket", "1")
        JobBase(ground, settings_, poolTerms.maxSlashBps, _openPool(ground, poolTerms))
    {}

    function _openPool(JobStore.Ground memory ground, PoolTerms memory poolTerms) private returns (PoolId) {
        poolTerms.market = address(this);
        return ground.registry.openPool(poolTerms);
    }

    /* CONSUMERS */

    /// @inheritdoc IJobMarket
    function registerJob(
        JobTerms calldata terms,
        JobDetails calldata details,
        SlotMatch[] calldata slots
    ) external payable whenNotPaused nonReentrant returns (JobId id) {
        id = jobIdOf(terms);
        if (terms.consumer != msg.sender) revert JobNotConsumer(terms.consumer, msg.sender);
        if (_store.heads[id].status != JobStatus.None) revert JobExists(id);
        bool isBlameless = _store.requireSound(_wiring(), toTermsWords(terms), details);

        _store.heads[id].isBlameless = isBlameless;
        _store.move(id, JobStatus.Open);

        emit JobRegistered(id, msg.sender, terms, details);

        _lock(terms);
        if (slots.length == 0) return id;
        if (terms.access == JobAccess.Public) revert JobInstantMatchPublic();
        _store.matchJob(_wiring(), id, toTermsWords(terms), details.processors, slots, address(0));
    }

    function _lock(JobTerms calldata terms) private {
        uint256 budget = JobRules.budgetOf(terms);
        uint256 native = terms.currency.isNative() ? budget : 0;
        if (msg.value != 0 && msg.value != native) revert JobWrongValue(msg.value, native);

        if (msg.value != 0) escrow.holdValue{value: msg.value}();
        else if (budget != 0) escrow.hold(terms.consumer, terms.currency, budget);
    }

    /// @inheritdoc IJobMarket
    function cancelJob(JobId id, JobTerms calldata terms) external nonReentrant {
        _store.cancelJob(_wiring(), id, toTermsWords(terms));
    }

    /* MATCHING */

    /// @inheritdoc IJobAdvertisements
    function advertise(Advertisement calldata advertisement, address[] calldata consumers) external {
        _store.advertise(_wiring(), advertisement, consumers);
    }

    /// @inheritdoc IJobAdvertisements
    function withdrawAdvertisement() external {
        _store.withdrawAdvertisement(_wiring());
    }

    /// @inheritdoc IJobMarket
    function matchJob(
        JobId id,
        JobTerms calldata terms,
        OperatorId[] calldata named,
        SlotMatch[] calldata slots
    ) external nonReentrant {
        _store.matchJob(_wiring(), id, toTermsWords(terms), named, slots, msg.sender);
    }

    /// @inheritdoc IJobMarket
    function acknowledge(JobId id, JobTerms calldata terms, uint256 slot) external {
        _store.acknowledge(_wiring(), id, toTermsWords(terms), slot);
    }

    /// @inheritdoc IJobMarket
    function decline(JobId id, JobTerms calldata terms, uint256 slot) external {
        _store.decline(_wiring(), id, toTermsWords(terms), slot);
    }

    /// @inheritdoc IJobMarket
    function releaseUnacknowledged(JobId id, JobTerms calldata terms) external nonReentrant {
        _store.releaseUnacknowledged(_wiring(), id, toTermsWords(terms));
    }

    /* EXECUTION */

    /// @inheritdoc IJobMarket
    function report(JobId id, JobTerms calldata terms, ExecutionReport calldata execution) external nonReentrant {
        _store.report(_wiring(), id, toTermsWords(terms), execution, _domainSeparatorV4());
    }

    /// @inheritdoc IJobMarket
    function countMissed(JobId id, JobTerms calldata terms, uint256 slot) external nonReentrant {
        _store.countMissed(_wiring(), id, toTermsWords(terms), slot);
    }

    /// @inheritdoc IJobMarket
    function collectPay(JobId id, JobTerms calldata terms, uint256 slot) external nonReentrant {
        _store.collectPay(_wiring(), id, toTermsWords(terms), slot);
    }

    /// @inheritdoc IJobMarket
    function settleJob(JobId id, JobTerms calldata terms) external nonReentrant {
        _store.settleJob(_wiring(), id, toTermsWords(terms));
    }

    /* GOVERNANCE */

    /// @notice Vets a verifier, or no longer, for jobs registered from now on. Governance only.
    function setVetted(address verifier, bool vetted) external restricted {
        _store.isVetted[verifier] = vetted;

        emit JobVerifierVetted(verifier, vetted);
    }

    /// @notice Stops new jobs, or takes them again. Governance only. What is under way goes on.
    function setPaused(bool paused_) external restricted {
        if (paused_) _pause();
        else _unpause();
    }
}
