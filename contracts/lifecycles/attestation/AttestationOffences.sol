// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestationCenter} from "../../interfaces/IAttestationCenter.sol";
import {SignedVote, TaskInfo, VotePhase} from "../../types/AttestationTask.sol";
import {TaskId} from "../../types/TaskId.sol";
import {Disputes} from "./Disputes.sol";
import {OffenceRules} from "./OffenceRules.sol";
import {TaskLedger} from "./TaskLedger.sol";

/// @title AttestationOffences
/// @notice What operators are slashed for, if they accepted the definition's terms. Anyone can show each offence.
abstract contract AttestationOffences is Disputes {
    using OffenceRules for TaskLedger.Ledger;

    /// @inheritdoc IAttestationCenter
    function slashDoubleAttestation(
        TaskInfo calldata info,
        VotePhase phase,
        SignedVote calldata approval,
        SignedVote calldata rejection
    ) external nonReentrant {
        TaskId id = taskIdOf(info);
        OffenceRules.Contradiction memory votes = OffenceRules.Contradiction({
            id: id,
            taskDefinitionId: info.taskDefinitionId,
            phase: phase,
            approval: approval,
            rejection: rejection,
            approvalDigest: voteDigestOf(id, true, phase, approval.aggregator, approval.committee),
            rejectionDigest: voteDigestOf(id, false, phase, rejection.aggregator, rejection.committee)
        });
        _ledger.slashDouble(_book, _ground(), votes);
    }

    /// @inheritdoc IAttestationCenter
    function slashIncorrectAttestation(TaskId id, uint8 seat) external nonReentrant {
        _ledger.slashIncorrect(_book, _ground(), id, seat);
    }

    /// @inheritdoc IAttestationCenter
    function slashPerformer(TaskId id) external nonReentrant {
        _ledger.slashPerformer(_book, _ground(), id);
    }

    function _ground() private view returns (OffenceRules.Ground memory) {
        return OffenceRules.Ground(escrow, registry, committees);
    }
}
