// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IAttestationCenter} from "../../../interfaces/IAttestationCenter.sol";
import {ICommittees} from "../../../interfaces/ICommittees.sol";
import {Quorum} from "../../../types/Committee.sol";
import {CommitteeId} from "../../../types/CommitteeId.sol";
import {EpochElection} from "./EpochElection.sol";

/// @title ConsensusElection
/// @notice Leaders that the nodes agree on among themselves: each term's leader is recorded with signatures of more
/// than two thirds of the eligible power. A term is an epoch; each committee that lives in it has a leader of its own.
contract ConsensusElection is EpochElection, EIP712 {
    /// @dev Who leads a term.
    struct Term {
        // slot 0
        uint8 seat;
        bool isDecided;
    }

    /// @notice Thrown when a term is over, lies beyond the next, or has its leader of that committee.
    error ElectionWrongTerm(uint16 taskDefinitionId, uint64 term, uint256 current);

    /// @notice Thrown when those who signed are not enough, or not all eligible and unvoided in a live committee.
    error ElectionNoQuorum(uint16 taskDefinitionId, uint64 term, uint256 signedPower, uint256 eligiblePower);

    /// @notice Emitted when a term got its leader.
    event LeaderRecorded(
        uint16 indexed taskDefinitionId,
        uint64 indexed term,
        CommitteeId indexed committee,
        uint8 seat,
        uint256 signers
    );

    bytes32 private constant TERM_TYPEHASH = keccak256(
        "Term(uint16 taskDefinitionId,uint64 term,uint64 committee,uint8 seat)"
    );

    /// @notice Verifies the quorums.
    ICommittees public immutable committees;

    /// @dev By committee as well: a roster that is sealed anew in the middle of a term decides again.
    mapping(uint16 taskDefinitionId => mapping(uint256 term => mapping(CommitteeId committee => Term leader)))
        private _terms;

    constructor(
        IAttestationCenter center_,
        ICommittees committees_
    ) EpochElection(center_) EIP712("Muster ConsensusElection", "1") {
        committees = committees_;
    }

    /// @notice Records the leader of this term or the next. Anyone may, with the signatures.
    /// @param seat The leader's seat in the committee.
    /// @param signers Bit s set: seat s signed.
    /// @param signature Aggregate BLS signature of termDigestOf, 96 bytes.
    function recordLeader(
        uint16 definitionId,
        uint64 term,
        CommitteeId committee,
        uint8 seat,
        uint256 signers,
        bytes calldata signature
    ) external {
        Term storage leader = _terms[definitionId][term][committee];
        uint256 current = block.number / epochsOf(definitionId).blocks;
        if (leader.isDecided || term < current || term > current + 1)
            revert ElectionWrongTerm(definitionId, term, current);
        _requireQuorum(definitionId, term, committee, seat, signers, signature);

        (leader.seat, leader.isDecided) = (seat, true);

        emit LeaderRecorded(definitionId, term, committee, seat, signers);
    }

    function _requireQuorum(
        uint16 definitionId,
        uint64 term,
        CommitteeId committee,
        uint8 seat,
        uint256 signers,
        bytes calldata signature
    ) private view {
        bytes32 digest = termDigestOf(definitionId, term, committee, seat);
        Quorum memory quorum = committees.verify(committee, signers, digest, signature);
        (uint256 eligible, uint256 power) = center.eligibilityOf(definitionId, committee);
        bool isOfPool = center.taskDefinitionOf(definitionId).pool == committee.poolOf();
        bool areEligible = (signers | (1 << seat)) & (~eligible | quorum.voided) == 0;
        bool isReached = quorum.signedPower * 3 > power * 2;
        if (!isOfPool || !quorum.isLive || !areEligible || !isReached)
            revert ElectionNoQuorum(definitionId, term, quorum.signedPower, power);
    }

    /// @notice What nodes sign to agree on a leader.
    function termDigestOf(
        uint16 definitionId,
        uint64 term,
        CommitteeId committee,
        uint8 seat
    ) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(TERM_TYPEHASH, definitionId, term, committee, seat)));
    }

    /// @inheritdoc EpochElection
    function _leaderIn(
        uint16 definitionId,
        CommitteeId committee,
        uint256 epoch
    ) internal view override returns (uint256) {
        Term memory leader = _terms[definitionId][epoch][committee];
        return leader.isDecided ? leader.seat : NOBODY;
    }
}
