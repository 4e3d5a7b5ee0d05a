// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AttestationStatus} from "../../../../contracts/types/AttestationStatus.sol";
import {
    AttestationRecord,
    RewardClaim,
    SignedVote,
    TaskInfo,
    TaskSubmissionDetails,
    VotePhase
} from "../../../../contracts/types/AttestationTask.sol";
import {Bps} from "../../../../contracts/types/Bps.sol";
import {CommitteeSeat} from "../../../../contracts/types/Committee.sol";
import {CommitteeId} from "../../../../contracts/types/CommitteeId.sol";
import {Currency} from "../../../../contracts/types/Currency.sol";
import {OperatorId} from "../../../../contracts/types/OperatorId.sol";
import {SlashingTerms} from "../../../../contracts/types/TaskDefinition.sol";
import {TaskId} from "../../../../contracts/types/TaskId.sol";
import {VM} from "../../helpers/Vm.sol";
import {DefinitionActions} from "./DefinitionActions.sol";

/// @title AttestationActions
/// @notice A task's life, from its submission to the last reward.
abstract contract AttestationActions is DefinitionActions {
    /// @dev Each action looks at every task, and the runner remembers every look.
    uint256 private constant MOST_TASKS = 40;

    mapping(bytes32 offence => bool isPunished) private _punished;

    /* SUBMISSION */

    function submit(uint256 seed) external acts {
        (bool isFound, uint16 id) = _findDefinition(seed);
        if (!isFound || _definition(id).isRetired || _books.length == MOST_TASKS) return;
        if (_submit(id, seed)) _happens();
    }

    function _submit(uint16 id, uint256 seed) private returns (bool) {
        CommitteeId committee = committees.currentOf(POOL);
        (uint256 eligible, uint256 power) = center.eligibilityOf(id, committee);
        uint256 sound = eligible & ~committees.committeeOf(committee).voided;
        if (sound == 0) return false;
        AttestationBook memory book;
        book.definition = id;
        book.committee = committee;
        book.isApproved = _draw(seed, "side", 0, 2) != 0;
        // Mostly everybody: a random set seldom makes a quorum.
        book.signers = _draw(seed, "all", 0, 1) == 0 ? sound : sound & _draw(seed, "signers", 1, 31);
        book.signerCount = _countOf(book.signers);
        book.performer = _seatIn(sound, seed, "performer");
        book.aggregator = _seatIn(sound, seed, "aggregator");
        book.termsVersion = _definition(id).termsVersion;
        if (!_reaches(_powerOf(committee, book.signers), power, book.isApproved)) return false;
        return _send(book);
    }

    function _reaches(uint256 signed, uint256 whole, bool isApproved) private pure returns (bool) {
        return isApproved ? signed * 3 > whole * 2 : signed * 3 > whole;
    }

    function _powerOf(CommitteeId committee, uint256 signers) internal view returns (uint256 power) {
        CommitteeSeat[] memory seats = committees.seatsOf(committee);
        for (uint256 seat; seat < seats.length; ++seat) {
            if ((signers >> seat) & 1 == 1) power += seats[seat].power;
        }
    }

    function _seatIn(uint256 set, uint256 seed, string memory name) internal pure returns (uint8) {
        uint256 place = _draw(seed, name, 0, _countOf(set) - 1);
        for (uint8 seat; ; ++seat) {
            if ((set >> seat) & 1 == 0) continue;
            if (place == 0) return seat;
            --place;
        }
        return 0;
    }

    function _send(AttestationBook memory book) private returns (bool) {
        DefinitionBook storage definition = _definition(book.definition);
        uint256 cost = book.isApproved ? _costOf(definition, book.signerCount) : 0;
        if (definition.funded - definition.defunded - definition.reserved < cost) return false;
        TaskInfo memory info = _infoOf(_books.length, book.definition, book.performer);
        book.id = center.taskIdOf(info);
        address aggregator = _controllers[book.aggregator];
        bytes32 digest = center.voteDigestOf(
            book.id,
            book.isApproved,
            VotePhase.Submission,
            aggregator,
            book.committee
        );
        VM.prank(aggregator);
        center.submitTask(
            info,
            TaskSubmissionDetails({
                isApproved: book.isApproved,
                committee: book.committee,
                performerSeat: book.performer,
                aggregatorSeat: book.aggregator,
                signers: book.signers,
                performerSignature: "",
                attestersSignature: abi.encode(book.signers, digest)
            })
        );
        book.reserved = cost;
        definition.reserved += cost;
        definition.hasTask = true;
        _books.push(book);
        return true;
    }

    /* DISPUTES */

    function challenge(uint256 seed) external acts {
        bool wantsApproved = seed % 2 == 0;
        AttestationStatus status = wantsApproved ? AttestationStatus.Approved : AttestationStatus.Rejected;
        (bool isFound, uint256 index) = _findTask(seed, status);
        if (!isFound) return;
        VM.prank(STRANGER);
        center.challengeTask(_books[index].id);
        _books[index].bond = BOND;
        _happens();
    }

    function resolve(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, AttestationStatus.Challenged);
        if (!isFound || _blockNumber >= _answerBy(index)) return;
        AttestationBook storage book = _books[index];
        uint256 signers = ~committees.committeeOf(book.committee).voided & _draw(seed, "signers", 1, 31);
        uint256 whole = committees.totalPowerOf(book.committee);
        if (signers == 0 || !_overturns(_powerOf(book.committee, signers), whole, book.isApproved)) return;
        bytes memory signature = _disputeVotes(book, signers);
        VM.prank(STRANGER);
        center.resolveChallenge(book.id, signers, signature);
        _definition(book.definition).reserved -= book.reserved;
        (book.reserved, book.bond) = (0, 0);
        book.signers &= ~signers;
        _happens();
    }

    function _overturns(uint256 signed, uint256 whole, bool wasApproved) private pure returns (bool) {
        return wasApproved ? signed * 3 > whole * 2 : signed * 2 > whole;
    }

    function _disputeVotes(AttestationBook storage book, uint256 signers) internal view returns (bytes memory) {
        bytes32 digest = center.voteDigestOf(book.id, !book.isApproved, VotePhase.Dispute, address(0), book.committee);
        return abi.encode(signers, digest);
    }

    /// @notice Brings votes that an answer left out.
    function join(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, AttestationStatus.Overturned);
        if (!isFound || _blockNumber >= _deadlineOf(index)) return;
        AttestationBook storage book = _books[index];
        uint256 signers = _draw(seed, "signers", 1, 31);
        if (signers & book.signers == 0) return;
        bytes memory signature = _disputeVotes(book, signers);
        VM.prank(STRANGER);
        center.joinOverturn(book.id, signers, signature);
        book.signers &= ~signers;
        _happens();
    }

    function _answerBy(uint256 index) private view returns (uint256) {
        return _deadlineOf(index) - _definition(_books[index].definition).period / 4;
    }

    function _deadlineOf(uint256 index) internal view returns (uint256) {
        return _decidedAt(index) + _definition(_books[index].definition).period;
    }

    function _decidedAt(uint256 index) private view returns (uint256) {
        (AttestationRecord memory record, ) = center.recordOf(_books[index].id);
        return record.decidedAt;
    }

    function close(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, AttestationStatus.Challenged);
        if (!isFound || _blockNumber < _deadlineOf(index)) return;
        _close(index);
        _happens();
    }

    function _close(uint256 index) internal {
        VM.prank(STRANGER);
        center.closeChallenge(_books[index].id);
        _books[index].bond = 0;
    }

    /* REWARDS */

    function claim(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, AttestationStatus.Finalized);
        if (!isFound) return;
        uint8 seat = uint8(_draw(seed, "seat", 0, SEATS - 1));
        if (_owedTo(_books[index], seat) == 0) return;
        _mustFail(_claimsOf(_books[index].id, seat, 2));
        uint256[] memory indices = new uint256[](1);
        indices[0] = index;
        _claim(indices, seat);
        _mustFail(_claimsOf(_books[index].id, seat, 1));
        _happens();
    }

    /// @dev One claim, once or again and again in the same call.
    function _claimsOf(TaskId id, uint8 seat, uint256 times) internal view returns (bytes memory) {
        RewardClaim[] memory claims = new RewardClaim[](times);
        for (uint256 i; i < times; ++i) claims[i] = RewardClaim(id, seat);
        return abi.encodeCall(center.claimRewards, (_operatorAt(seat), claims));
    }

    function _claim(uint256[] memory indices, uint8 seat) internal {
        Currency[2] memory used = currencies();
        uint256[2] memory held = [heldIn(used[0]), heldIn(used[1])];
        uint256[2] memory credit = _creditsOf(_controllers[seat]);
        uint256[2] memory due;
        RewardClaim[] memory claims = new RewardClaim[](indices.length);
        for (uint256 i; i < indices.length; ++i) {
            AttestationBook storage book = _books[indices[i]];
            claims[i] = RewardClaim(book.id, seat);
            due[_definition(book.definition).currency.isNative() ? 0 : 1] += _bookClaim(book, seat);
        }
        VM.prank(STRANGER);
        center.claimRewards(_operatorAt(seat), claims);
        uint256[2] memory creditAfter = _creditsOf(_controllers[seat]);
        for (uint256 i; i < 2; ++i) {
            if (held[i] - heldIn(used[i]) != due[i] || creditAfter[i] - credit[i] != due[i]) ++miscounts;
        }
    }

    function _bookClaim(AttestationBook storage book, uint8 seat) private returns (uint256 amount) {
        amount = _owedTo(book, seat);
        book.paidSeats |= 1 << seat;
        book.claimed += amount;
        if (book.isApproved) _definition(book.definition).claimed += amount;
    }

    /* OFFENCES */

    function punishPerformer(uint256 seed) external acts {
        bool wantsRejected = seed % 2 == 0;
        (bool isFound, uint256 index) = _findTask(
            seed,
            wantsRejected ? AttestationStatus.Finalized : AttestationStatus.Overturned
        );
        if (!isFound) return;
        AttestationBook storage book = _books[index];
        SlashingTerms memory terms = _termsOf(book);
        if (book.isApproved == wantsRejected || book.isPerformerSettled) return;
        if (!_isPunishable(book.performer, terms.rejectedPerformerBps)) return;
        bool isCompensated = wantsRejected && _definition(book.definition).currency.isNative();
        uint256 heldBefore = heldIn(currencies()[0]);
        uint256 amount = _slash(
            book.performer,
            terms.rejectedPerformerBps,
            abi.encodeCall(center.slashPerformer, (book.id))
        );
        book.isPerformerSettled = true;
        uint256 left = amount - terms.reporterBps.portionOf(amount);
        uint256 loss = isCompensated ? _lossOf(book) : 0;
        book.forfeited = loss < left ? loss : left;
        if (heldIn(currencies()[0]) - heldBefore != book.forfeited) ++miscounts;
        _happens();
    }

    function punishIncorrect(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, AttestationStatus.Overturned);
        if (!isFound || _blockNumber < _deadlineOf(index)) return;
        AttestationBook storage book = _books[index];
        SlashingTerms memory terms = _termsOf(book);
        Bps share = terms.incorrectAttestationBps;
        for (uint256 i; i < SEATS; ++i) {
            uint8 seat = uint8(_draw(seed, "seat", i, i + SEATS - 1) % SEATS);
            if ((book.signers >> seat) & 1 == 0 || !_isPunishable(seat, share)) continue;
            _slash(seat, share, abi.encodeCall(center.slashIncorrectAttestation, (book.id, seat)));
            book.signers &= ~(1 << seat);
            return _happens();
        }
    }

    function punishDouble(uint256 seed) external acts {
        if (_books.length == 0) return;
        uint256 index = _draw(seed, "task", 0, _books.length - 1);
        AttestationBook storage book = _books[index];
        SlashingTerms memory terms = _termsOf(book);
        uint8 seat = uint8(_draw(seed, "seat", 0, SEATS - 1));
        VotePhase phase = VotePhase(_draw(seed, "phase", 0, 1));
        bytes32 offence = keccak256(abi.encode(index, seat, phase));
        if (_draw(seed, "whim", 0, 3) != 0 || _punished[offence]) return;
        if (!_isPunishable(seat, terms.doubleAttestationBps)) return;
        if (!committees.isLive(book.committee) && _blockNumber >= _deadlineOf(index)) return;
        _punished[offence] = true;
        bytes memory accusation = abi.encodeCall(
            center.slashDoubleAttestation,
            (
                _infoOf(index, book.definition, book.performer),
                phase,
                _voteOf(book, seat, phase, true),
                _voteOf(book, seat, phase, false)
            )
        );
        _slash(seat, terms.doubleAttestationBps, accusation);
        _happens();
    }

    function _voteOf(
        AttestationBook storage book,
        uint8 seat,
        VotePhase phase,
        bool isApproved
    ) private view returns (SignedVote memory) {
        bytes32 digest = center.voteDigestOf(book.id, isApproved, phase, STRANGER, book.committee);
        return SignedVote(book.committee, seat, STRANGER, abi.encode(uint256(1) << seat, digest));
    }

    function _termsOf(AttestationBook storage book) private view returns (SlashingTerms memory terms) {
        (terms, ) = center.slashingTermsOf(book.definition, book.termsVersion);
    }

    function _isPunishable(uint8 seat, Bps share) private pure returns (bool) {
        return Bps.unwrap(share) != 0 && OperatorId.unwrap(_operatorAt(seat)) != UNWILLING;
    }

    /// @dev Sends an accusation as a stranger, and books what it cost.
    function _slash(uint8 seat, Bps share, bytes memory accusation) private returns (uint256 amount) {
        uint256 before = registry.slashableOf(_operatorAt(seat));
        VM.prank(STRANGER);
        (bool isDone, bytes memory reason) = address(center).call(accusation);
        if (!isDone) {
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
        uint256 left = registry.slashableOf(_operatorAt(seat));
        amount = before - left;
        // Nobody is punished twice.
        _mustFail(accusation);
        _slashes.push(Slash(amount, before, left, Bps.unwrap(share)));
    }
}
