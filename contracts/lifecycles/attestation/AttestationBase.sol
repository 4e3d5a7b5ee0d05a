// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IAttestationCenter} from "../../interfaces/IAttestationCenter.sol";
import {ICommittees} from "../../interfaces/ICommittees.sol";
import {IEscrow} from "../../interfaces/IEscrow.sol";
import {IOperatorRegistry} from "../../interfaces/IOperatorRegistry.sol";
import {AttestationStatus} from "../../types/AttestationStatus.sol";
import {AttestationRecord, Challenge, TaskInfo, VotePhase} from "../../types/AttestationTask.sol";
import {CommitteeId} from "../../types/CommitteeId.sol";
import {Currency, NATIVE} from "../../types/Currency.sol";
import {Payment} from "../../types/Payment.sol";
import {TaskId} from "../../types/TaskId.sol";
import {DefinitionRules} from "./DefinitionRules.sol";
import {TaskLedger} from "./TaskLedger.sol";

/// @title AttestationBase
/// @notice What is stored of each task, its one status reader, and what is signed.
abstract contract AttestationBase is IAttestationCenter, EIP712, ReentrancyGuardTransient {
    using TaskLedger for TaskLedger.Ledger;

    bytes32 private constant TASK_TYPEHASH = keccak256(
        "Task(string proofOfTask,bytes data,address taskPerformer,uint16 taskDefinitionId)"
    );
    bytes32 private constant VOTE_TYPEHASH = keccak256(
        "Vote(bytes32 task,bool isApproved,uint8 phase,address aggregator,uint64 committee)"
    );

    /// @notice Holds the money.
    IEscrow public immutable escrow;
    /// @notice Knows the operators.
    IOperatorRegistry public immutable registry;
    /// @notice Knows the quorums.
    ICommittees public immutable committees;

    TaskLedger.Ledger internal _ledger;
    DefinitionRules.Book internal _book;

    constructor(
        IEscrow escrow_,
        IOperatorRegistry registry_,
        ICommittees committees_
    ) EIP712("Muster AttestationCenter", "1") {
        escrow = escrow_;
        registry = registry_;
        committees = committees_;
    }

    /* STATUS */

    /// @inheritdoc IAttestationCenter
    function statusOf(TaskId id) public view returns (AttestationStatus) {
        AttestationRecord memory record = _ledger.records[id];
        return TaskLedger.statusNow(record, _book.definitions[record.taskDefinitionId].disputePeriodBlocks);
    }

    /* WHAT IS SIGNED */

    /// @inheritdoc IAttestationCenter
    function taskIdOf(TaskInfo calldata info) public view returns (TaskId) {
        bytes32 structHash = keccak256(
            abi.encode(
                TASK_TYPEHASH,
                keccak256(bytes(info.proofOfTask)),
                keccak256(info.data),
                info.taskPerformer,
                info.taskDefinitionId
            )
        );
        return TaskId.wrap(_hashTypedDataV4(structHash));
    }

    /// @inheritdoc IAttestationCenter
    function voteDigestOf(
        TaskId id,
        bool isApproved,
        VotePhase phase,
        address aggregator,
        CommitteeId committee
    ) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(VOTE_TYPEHASH, id, isApproved, phase, aggregator, committee)));
    }

    /* MONEY */

    /// @dev Holds native coin that was attached, or else credit of the caller, who need not have any for nothing.
    function _holdNative(uint256 amount) internal {
        if (msg.value == 0 && amount == 0) return;
        if (msg.value == 0) return escrow.hold(msg.sender, NATIVE, amount);
        if (msg.value != amount) revert TaskDefinitionWrongValue(msg.value, amount);
        escrow.holdValue{value: amount}();
    }

    function _release(Currency currency, address to, uint256 amount) internal {
        if (amount == 0) return;
        Payment[] memory payments = new Payment[](1);
        payments[0] = Payment(to, uint128(amount));
        escrow.release(currency, payments);
    }

    /* VIEWS */

    /// @inheritdoc IAttestationCenter
    function recordOf(TaskId id) external view returns (AttestationRecord memory record, uint256 signers) {
        return (_ledger.records[id], _ledger.signersOf(id));
    }

    /// @inheritdoc IAttestationCenter
    function challengeOf(TaskId id) external view returns (Challenge memory) {
        return _ledger.challenges[id];
    }
}
