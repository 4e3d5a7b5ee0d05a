// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICommittees} from "../interfaces/ICommittees.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {Bls12381} from "../libraries/Bls12381.sol";
import {CodePage} from "../libraries/CodePage.sol";
import {CommitteePage} from "../libraries/CommitteePage.sol";
import {SeatSet} from "../libraries/SeatSet.sol";
import {Committee, CommitteeSeat, Quorum, SealPart} from "../types/Committee.sol";
import {CommitteeId, committeeId} from "../types/CommitteeId.sol";
import {BLS_KEY} from "../types/KeyKinds.sol";
import {OperatorStatus} from "../types/Operator.sol";
import {Roster} from "../types/Pool.sol";
import {PoolId} from "../types/PoolId.sol";
import {SealingSeat} from "../types/SealingSeat.sol";

/// @title Committees
/// @notice Seals rosters into contract code and verifies aggregate signatures over them.
contract Committees is ICommittees {
    using Bls12381 for Bls12381.G2Point;
    using SeatSet for uint256;

    /// @dev Pages above the first that one account wrote of one version of the roster.
    struct Draft {
        // slot 0
        address page1;
        uint32 rosterVersion;
        uint16 size;
        uint40 startedAt;
        // slot 1
        address page2;
        // slot 2: bit s set: seat s, on one of these pages, has no power
        uint256 powerless;
    }

    /// @notice Seats that a committee has at most: a set of signers is one word.
    uint256 public constant MAX_SEATS = 256;
    /// @notice Longest time, in seconds, that a dispute about a committee's decision may take.
    uint256 public constant LONGEST_DISPUTE = 7 days;
    /// @notice How long a seal may take from its first page, in seconds: powers must not grow stale meanwhile.
    uint256 public constant SEAL_PERIOD = 1 hours;
    /// @notice How long a committee lives at most, in seconds.
    uint40 public immutable maxAge;
    /// @notice How long a committee may still decide after another took its place, in seconds.
    uint40 public immutable grace;
    /// @notice Knows the rosters, stakes and keys.
    IOperatorRegistry public immutable registry;

    mapping(CommitteeId id => Committee committee) private _committees;
    mapping(PoolId pool => uint32 number) private _newest;
    mapping(PoolId pool => mapping(address sealer => Draft draft)) private _drafts;

    constructor(IOperatorRegistry registry_, uint40 maxAge_, uint40 grace_) {
        uint256 longest = uint256(maxAge_) + grace_ + LONGEST_DISPUTE;
        uint256 period = registry_.unbondingPeriod();
        if (longest >= period) revert CommitteeLivesTooLong(longest, period);
        (registry, maxAge, grace) = (registry_, maxAge_, grace_);
    }

    /* SEALING */

    /// @inheritdoc ICommittees
    function seal(PoolId pool, SealPart calldata part) external returns (CommitteeId id) {
        Draft memory draft = _draftFor(pool, part.rosterVersion);
        uint256 page = _missingPage(draft);
        (address written, uint256 powerless) = _writePage(pool, page, part, draft);
        draft.powerless |= powerless;
        if (page == 0) return _complete(pool, written, draft);

        if (page == 1) draft.page1 = written;
        else draft.page2 = written;
        _drafts[pool][msg.sender] = draft;

        emit CommitteePageWritten(pool, msg.sender, page, draft.rosterVersion);
    }

    /// @dev The caller's draft of that version, or a new one, which must be of the current version.
    function _draftFor(PoolId pool, uint32 version) private view returns (Draft memory draft) {
        draft = _drafts[pool][msg.sender];
        if (draft.rosterVersion == version && _isFresh(pool, draft)) return draft;

        draft = _newDraft(pool);
        if (version != draft.rosterVersion) revert CommitteeWrongVersion(pool, version, draft.rosterVersion);
    }

    /// @dev A draft is dropped when it is old, or was begun before the newest committee: its pages may tell of powers
    /// that are gone since.
    function _isFresh(PoolId pool, Draft memory draft) private view returns (bool) {
        if (block.timestamp >= uint256(draft.startedAt) + SEAL_PERIOD) return false;
        return draft.startedAt >= _committees[committeeId(pool, _newest[pool])].sealedAt;
    }

    function _newDraft(PoolId pool) private view returns (Draft memory draft) {
        Roster memory roster = registry.rosterOf(pool);
        if (roster.size == 0 || roster.size > MAX_SEATS) revert CommitteeBadSize(pool, roster.size);
        (draft.rosterVersion, draft.size) = (roster.version, uint16(roster.size));
        draft.startedAt = uint40(block.timestamp);
    }

    /// @dev The last page comes first, so that page 0 can carry the totals.
    function _missingPage(Draft memory draft) private pure returns (uint256) {
        uint256 last = CommitteePage.pageOf(draft.size - 1);
        if (last == 2 && draft.page2 == address(0)) return 2;
        return last != 0 && draft.page1 == address(0) ? 1 : 0;
    }

    function _writePage(
        PoolId pool,
        uint256 page,
        SealPart calldata part,
        Draft memory draft
    ) private returns (address written, uint256 powerless) {
        uint256 first = page * CommitteePage.SEATS;
        uint256 count = Math.min(draft.size - first, CommitteePage.SEATS);
        _requireLengths(pool, part, count);

        bytes memory content = CommitteePage.blank(count);
        Bls12381.G2Point memory sum;
        uint256 before = page == 0 ? _addPages(draft, sum) : 0;
        uint256 total;
        (total, powerless) = _writeSeats(pool, first, part, content, sum);
        // A committee whose keys cancel out would let nobody's signature stand for everybody's.
        if (page == 0 && sum.isInfinity()) revert CommitteeBadAggregate(pool);
        CommitteePage.writeTotals(content, before + total, sum);
        written = CodePage.write(content);
    }

    function _requireLengths(PoolId pool, SealPart calldata part, uint256 count) private pure {
        uint256 needed = count * Bls12381.G2_BYTES;
        if (part.keys.length != needed) revert CommitteeWrongLength(pool, part.keys.length, needed);
        if (part.hints.length != 0 && part.hints.length != count)
            revert CommitteeWrongLength(pool, part.hints.length, count);
    }

    /// @dev Adds the totals of the pages that came before page 0.
    function _addPages(Draft memory draft, Bls12381.G2Point memory sum) private view returns (uint256 total) {
        if (draft.page1 == address(0)) return 0;
        total = CommitteePage.readTotals(draft.page1, sum);
        if (draft.page2 == address(0)) return total;
        Bls12381.G2Point memory key;
        total += CommitteePage.readTotals(draft.page2, key);
        sum.addTo(key);
    }

    /// @dev Writes a page's seats, and adds their keys to a sum; returns their power, and who has none.
    function _writeSeats(
        PoolId pool,
        uint256 first,
        SealPart calldata part,
        bytes memory content,
        Bls12381.G2Point memory sum
    ) private view returns (uint256 total, uint256 powerless) {
        uint32 count = uint32(part.keys.length / Bls12381.G2_BYTES);
        SealingSeat[] memory seats = registry.sealingSeats(
            pool,
            part.rosterVersion,
            uint32(first),
            count,
            part.hints,
            BLS_KEY
        );
        Bls12381.G2Point memory key;
        for (uint256 i; i < count; ++i) {
            SealingSeat memory seat = seats[i];
            bytes32 keyHash = CommitteePage.writeKey(content, i, part.keys, key);
            if (bytes27(keyHash) != seat.keyHash) revert CommitteeWrongKey(pool, first + i, seat.operator);
            // Keys were checked when they were registered; another kind might not have.
            if (!sum.addTo(key)) revert CommitteeBadAggregate(pool);
            uint256 power = Math.min(seat.power, type(uint96).max);
            CommitteePage.writeSeat(content, i, seat.operator, power);
            if (power == 0) powerless |= 1 << (first + i);
            total += power;
        }
    }

    function _complete(PoolId pool, address page0, Draft memory draft) private returns (CommitteeId id) {
        uint32 number = ++_newest[pool];
        id = committeeId(pool, number);
        _supersede(committeeId(pool, number - 1), page0, draft);

        Committee storage committee = _committees[id];
        (committee.page0, committee.size) = (page0, draft.size);
        committee.sealedAt = draft.startedAt;
        (committee.page1, committee.rosterVersion) = (draft.page1, draft.rosterVersion);
        if (draft.page2 != address(0)) committee.page2 = draft.page2;
        // Without stake a vote would cost nobody anything.
        if (draft.powerless != 0) committee.voided = draft.powerless;
        committee.sealer = msg.sender;
        if (draft.page1 != address(0)) delete _drafts[pool][msg.sender];

        emit CommitteeSealed(id, pool, msg.sender, draft.rosterVersion, draft.size, CommitteePage.totalOf(page0));
    }

    /// @dev Equal pages are one contract, so equal seals have the same addresses.
    function _supersede(CommitteeId id, address page0, Draft memory draft) private {
        Committee storage old = _committees[id];
        if (old.sealedAt == 0) return;
        if (draft.rosterVersion < old.rosterVersion)
            revert CommitteeWrongVersion(id.poolOf(), draft.rosterVersion, old.rosterVersion);
        bool isSame = old.page0 == page0 && old.page1 == draft.page1 && old.page2 == draft.page2;
        // In the last quarter of its life, and when seats were voided, a committee may be renewed as it is.
        bool isAsSealed = isSame && old.voided == draft.powerless;
        if (isAsSealed && block.timestamp < uint256(old.sealedAt) + (uint256(maxAge) * 3) / 4)
            revert CommitteeUnchanged(id);

        old.supersededAt = uint40(block.timestamp);
    }

    /// @inheritdoc ICommittees
    function refreshSeat(CommitteeId id, uint8 seat) external returns (bool isVoided) {
        Committee storage committee = _committees[id];
        CommitteeSeat memory record = _seatOf(id, committee, seat);
        if ((committee.voided >> seat) & 1 == 1) return true;

        bool isJailed = registry.identityOf(record.operator).status == OperatorStatus.Jailed;
        if (!isJailed && registry.slashableOf(record.operator) >= record.power) return false;

        committee.voided |= 1 << seat;

        emit SeatVoided(id, seat, record.operator);
        return true;
    }

    /* VERIFYING */

    /// @inheritdoc ICommittees
    function verify(
        CommitteeId id,
        uint256 signers,
        bytes32 digest,
        bytes calldata signature
    ) external view returns (Quorum memory quorum) {
        return _verify(id, signers, digest, signature);
    }

    /// @inheritdoc ICommittees
    function verifyWithSeats(
        CommitteeId id,
        uint256 signers,
        bytes32 digest,
        bytes calldata signature,
        uint8[2] calldata seats
    ) external view returns (Quorum memory quorum, CommitteeSeat[2] memory records) {
        quorum = _verify(id, signers, digest, signature);
        Committee storage committee = _committees[id];
        for (uint256 i; i < 2; ++i) records[i] = _seatOf(id, committee, seats[i]);
    }

    function _verify(
        CommitteeId id,
        uint256 signers,
        bytes32 digest,
        bytes calldata signature
    ) private view returns (Quorum memory quorum) {
        Committee storage committee = _committees[id];
        (address page0, uint256 size) = (committee.page0, committee.size);
        if (size == 0) revert CommitteeUnknown(id);
        if (signers == 0) revert CommitteeNoSigners(id);
        uint256 absent = SeatSet.below(size) ^ signers;
        if (signers & absent != 0) revert CommitteeNoSuchSeat(id, signers.highest());

        Bls12381.G2Point memory key;
        (quorum.signedPower, quorum.totalPower, key) = _readSigners(committee, page0, size, signers);
        if (!Bls12381.isSigned(signature, digest, Bls12381.SIGNATURE_DOMAIN, key))
            revert CommitteeBadSignature(id, signers, digest);
        (quorum.voided, quorum.isLive) = (committee.voided, block.timestamp < _diesAt(committee));
    }

    /// @dev The signers' keys added up, or everybody's less those of the absent, whichever is shorter.
    function _readSigners(
        Committee storage committee,
        address page0,
        uint256 size,
        uint256 signers
    ) private view returns (uint256 power, uint256 total, Bls12381.G2Point memory key) {
        if (signers.count() * 2 <= size) {
            total = CommitteePage.totalOf(page0);
            power = _sumSeats(committee, page0, signers, key);
            return (power, total, key);
        }
        total = CommitteePage.readTotals(page0, key);
        uint256 absent = SeatSet.below(size) ^ signers;
        if (absent == 0) return (total, total, key);
        Bls12381.G2Point memory missing;
        power = total - _sumSeats(committee, page0, absent, missing);
        missing.negate();
        key.addTo(missing);
    }

    /// @dev Adds up the keys of a set of seats, and their power, page by page.
    function _sumSeats(
        Committee storage committee,
        address page0,
        uint256 set,
        Bls12381.G2Point memory sum
    ) private view returns (uint256 power) {
        power = CommitteePage.sumSeats(page0, set & CommitteePage.FULL, sum);
        set >>= CommitteePage.SEATS;
        if (set == 0) return power;
        power += CommitteePage.sumSeats(committee.page1, set & CommitteePage.FULL, sum);
        set >>= CommitteePage.SEATS;
        if (set != 0) power += CommitteePage.sumSeats(committee.page2, set, sum);
    }

    /* VIEWS */

    /// @inheritdoc ICommittees
    function nextPartOf(
        PoolId pool,
        address sealer
    ) external view returns (uint32 rosterVersion, uint256 size, uint256 page) {
        Draft memory draft = _drafts[pool][sealer];
        if (!_isFresh(pool, draft)) draft = _newDraft(pool);
        return (draft.rosterVersion, draft.size, _missingPage(draft));
    }

    /// @inheritdoc ICommittees
    function currentOf(PoolId pool) external view returns (CommitteeId) {
        uint32 number = _newest[pool];
        return number == 0 ? CommitteeId.wrap(0) : committeeId(pool, number);
    }

    /// @inheritdoc ICommittees
    function committeeOf(CommitteeId id) external view returns (Committee memory) {
        return _committees[id];
    }

    /// @inheritdoc ICommittees
    function isLive(CommitteeId id) external view returns (bool) {
        return block.timestamp < _diesAt(_committees[id]);
    }

    /// @inheritdoc ICommittees
    function diesAt(CommitteeId id) external view returns (uint256) {
        return _diesAt(_committees[id]);
    }

    /// @inheritdoc ICommittees
    function seatOf(CommitteeId id, uint8 seat) external view returns (CommitteeSeat memory) {
        return _seatOf(id, _committees[id], seat);
    }

    /// @inheritdoc ICommittees
    function seatsOf(CommitteeId id) external view returns (CommitteeSeat[] memory seats) {
        Committee storage committee = _committees[id];
        seats = new CommitteeSeat[](committee.size);
        for (uint256 seat; seat < seats.length; ++seat) {
            seats[seat] = CommitteePage.seatAt(_pageOf(committee, seat), seat % CommitteePage.SEATS);
        }
    }

    /// @inheritdoc ICommittees
    function totalPowerOf(CommitteeId id) external view returns (uint256) {
        if (_committees[id].size == 0) revert CommitteeUnknown(id);
        return CommitteePage.totalOf(_committees[id].page0);
    }

    /// @inheritdoc ICommittees
    function keyOf(CommitteeId id, uint8 seat) external view returns (bytes memory) {
        Committee storage committee = _committees[id];
        _seatOf(id, committee, seat);
        return CommitteePage.keyAt(_pageOf(committee, seat), seat % CommitteePage.SEATS);
    }

    /* INTERNALS */

    function _diesAt(Committee storage committee) private view returns (uint256) {
        uint256 byAge = committee.sealedAt == 0 ? 0 : uint256(committee.sealedAt) + maxAge;
        if (committee.supersededAt == 0) return byAge;
        return Math.min(byAge, uint256(committee.supersededAt) + grace);
    }

    function _seatOf(
        CommitteeId id,
        Committee storage committee,
        uint256 seat
    ) private view returns (CommitteeSeat memory) {
        if (seat >= committee.size) revert CommitteeNoSuchSeat(id, seat);
        return CommitteePage.seatAt(_pageOf(committee, seat), seat % CommitteePage.SEATS);
    }

    function _pageOf(Committee storage committee, uint256 seat) private view returns (address) {
        uint256 page = CommitteePage.pageOf(seat);
        if (page == 0) return committee.page0;
        return page == 1 ? committee.page1 : committee.page2;
    }
}
