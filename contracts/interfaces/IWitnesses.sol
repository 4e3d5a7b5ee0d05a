// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommitteeId} from "../types/CommitteeId.sol";
import {JobTerms} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {Assignment} from "../types/JobLeaves.sol";
import {OperatorId} from "../types/OperatorId.sol";
import {PoolId} from "../types/PoolId.sol";
import {AssignmentRoot, Handover, WitnessSignature} from "../types/WitnessStatement.sol";
import {IJobMarket} from "./IJobMarket.sol";

/// @title IWitnesses
/// @notice The pool of those who tell chains of each other, and what they are slashed for: a root with an assignment,
/// or a hand-over, that this chain never recorded. Anyone can show either. Both need nothing but what is public: what
/// a gateway was given, and the records of this chain.
interface IWitnesses {
    /// @notice An assignment that a signed root contains.
    /// @param assignment The assignment.
    /// @param proof From its leaf to the root.
    /// @param terms Terms of its job; read only where there is such a job.
    struct RootContent {
        Assignment assignment;
        bytes32[] proof;
        JobTerms terms;
    }

    /// @notice Thrown at deployment when committees would not fit a page, or the terms are no terms.
    error WitnessBadTerms(uint256 seatLimit, uint256 liability);

    /// @notice Thrown when governance does not approve of a market: it may be of another suite.
    error WitnessUnknownMarket(address market);

    /// @notice Thrown when a committee is not of the witnesses' pool.
    error WitnessWrongPool(CommitteeId committee, PoolId pool, PoolId witnesses);

    /// @notice Thrown when a committee is so old that its members need not keep their keys any more. Seconds.
    error WitnessTooLate(CommitteeId committee, uint256 time, uint256 until);

    /// @notice Thrown when the seat that is meant is not among the signers.
    error WitnessNotSigner(CommitteeId committee, uint256 seat, uint256 signers);

    /// @notice Thrown when an assignment does not lead to the root.
    error WitnessNotInRoot(bytes32 given, bytes32 root);

    /// @notice Thrown when terms are not those of the assignment's job.
    error WitnessWrongTerms(JobId id, JobId given);

    /// @notice Thrown when this chain recorded the assignment, so that there is nothing to punish.
    error WitnessAssignmentRecorded(JobId id, uint256 slot);

    /// @notice Thrown when this chain recorded the committee, so that there is nothing to punish.
    error WitnessCommitteeRecorded(CommitteeId next);

    /// @notice Emitted when a witness was punished for a statement.
    event WitnessPunished(
        OperatorId indexed operator,
        CommitteeId indexed committee,
        bytes32 indexed digest,
        address reporter,
        uint256 amount
    );

    /// @notice Punishes a witness that signed a root with an assignment that the market never made, or had not made
    /// when the root was issued. Anyone may; a part is theirs.
    /// @param market The market in whose domain the root was signed, which governance has to approve of.
    function slashRoot(
        IJobMarket market,
        AssignmentRoot calldata statement,
        WitnessSignature calldata signed,
        RootContent calldata content
    ) external;

    /// @notice Punishes a witness that signed a hand-over to a committee that was never sealed so. Anyone may; a part
    /// is theirs.
    /// @param market The market in whose domain it was signed, which governance has to approve of.
    function slashHandover(IJobMarket market, Handover calldata statement, WitnessSignature calldata signed) external;

    /// @notice Whether a market made an assignment, and matched its job no later than at a time, in seconds.
    function isRecorded(
        IJobMarket market,
        Assignment calldata assignment,
        JobTerms calldata terms,
        uint256 time
    ) external view returns (bool);

    /// @notice The pool of witnesses.
    function pool() external view returns (PoolId);

    /// @notice How long after its sealing the members of a committee answer for what it signs, in seconds.
    function liability() external view returns (uint40);
}
