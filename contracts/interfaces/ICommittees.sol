// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Committee, CommitteeSeat, Quorum, SealPart} from "../types/Committee.sol";
import {CommitteeId} from "../types/CommitteeId.sol";
import {OperatorId} from "../types/OperatorId.sol";
import {PoolId} from "../types/PoolId.sol";

/// @title ICommittees
/// @notice Rosters sealed for quorums: powers and keys of up to 256 seats in contract code, and aggregate BLS12-381
/// signatures over them (ciphersuite BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_, signature in G1, key in G2).
interface ICommittees {
    /// @notice Thrown when a pool has no members, or more than 256.
    error CommitteeBadSize(PoolId pool, uint256 size);

    /// @notice Thrown when a seal starts from another version than the roster's current one.
    error CommitteeWrongVersion(PoolId pool, uint32 given, uint32 current);

    /// @notice Thrown when keys or hints are not one for each seat of the page.
    error CommitteeWrongLength(PoolId pool, uint256 given, uint256 needed);

    /// @notice Thrown when a seat's key is not the one that its operator registered.
    error CommitteeWrongKey(PoolId pool, uint256 seat, OperatorId operator);

    /// @notice Thrown when the keys of a page add up to no point, or to infinity.
    error CommitteeBadAggregate(PoolId pool);

    /// @notice Thrown when neither roster nor powers changed and the committee is not growing old.
    error CommitteeUnchanged(CommitteeId committee);

    /// @notice Thrown when there is no such committee.
    error CommitteeUnknown(CommitteeId committee);

    /// @notice Thrown when a committee has no such seat.
    error CommitteeNoSuchSeat(CommitteeId committee, uint256 seat);

    /// @notice Thrown when nobody signed.
    error CommitteeNoSigners(CommitteeId committee);

    /// @notice Thrown when an aggregate signature does not hold.
    error CommitteeBadSignature(CommitteeId committee, uint256 signers, bytes32 digest);

    /// @notice Thrown at deployment when a committee could outlive the stake behind it. Seconds.
    error CommitteeLivesTooLong(uint256 longest, uint256 unbondingPeriod);

    /// @notice Emitted when a page of a seal was written and others are missing.
    event CommitteePageWritten(PoolId indexed pool, address indexed sealer, uint256 page, uint32 rosterVersion);

    /// @notice Emitted when a committee was sealed.
    event CommitteeSealed(
        CommitteeId indexed committee,
        PoolId indexed pool,
        address indexed sealer,
        uint32 rosterVersion,
        uint256 size,
        uint256 totalPower
    );

    /// @notice Emitted when a seat can no longer sign. Seats that were sealed without power never could.
    event SeatVoided(CommitteeId indexed committee, uint256 indexed seat, OperatorId indexed operator);

    /// @notice Seals a page of a pool's roster: anyone may. Rosters beyond one page (117 seats) take a call for each
    /// page, the last page first, by the same account; the call that brings page 0 completes the committee. Seats that
    /// have no power, of operators that are jailed or have no stake, are void from then on.
    /// @return committee The committee; zero while pages are missing.
    function seal(PoolId pool, SealPart calldata part) external returns (CommitteeId committee);

    /// @notice Voids a seat whose operator is jailed, or has less at stake than was sealed; otherwise does nothing.
    /// Anyone may.
    /// @return isVoided Whether the seat can no longer sign.
    function refreshSeat(CommitteeId committee, uint8 seat) external returns (bool isVoided);

    /// @notice Verifies an aggregate signature of a committee, dead or alive.
    /// @param committee The committee.
    /// @param signers Bit s set: seat s signed.
    /// @param digest What they signed.
    /// @param signature Point of G1, uncompressed: x and y in 48 bytes each.
    function verify(
        CommitteeId committee,
        uint256 signers,
        bytes32 digest,
        bytes calldata signature
    ) external view returns (Quorum memory);

    /// @notice The same, and two seats of the committee beside it, which a caller would ask for next.
    /// @param seats Two seats, whether they signed or not.
    function verifyWithSeats(
        CommitteeId committee,
        uint256 signers,
        bytes32 digest,
        bytes calldata signature,
        uint8[2] calldata seats
    ) external view returns (Quorum memory quorum, CommitteeSeat[2] memory records);

    /// @notice What an account's next call of seal is to bring. A seal that it began goes on for an hour, and until
    /// another is completed.
    /// @return rosterVersion Version of the roster that is sealed: of the one that was begun, or the current one.
    /// @return size Seats of that roster.
    /// @return page The page, of seats 117 * page and up.
    function nextPartOf(
        PoolId pool,
        address sealer
    ) external view returns (uint32 rosterVersion, uint256 size, uint256 page);

    /// @notice The newest committee of a pool; zero when it was never sealed.
    function currentOf(PoolId pool) external view returns (CommitteeId);

    /// @notice What is stored of a committee.
    function committeeOf(CommitteeId committee) external view returns (Committee memory);

    /// @notice Whether a committee may still decide anything new.
    function isLive(CommitteeId committee) external view returns (bool);

    /// @notice When a committee dies, in seconds.
    function diesAt(CommitteeId committee) external view returns (uint256);

    /// @notice One seat.
    function seatOf(CommitteeId committee, uint8 seat) external view returns (CommitteeSeat memory);

    /// @notice All seats, in order.
    function seatsOf(CommitteeId committee) external view returns (CommitteeSeat[] memory);

    /// @notice Power of the whole committee, in the staking currency.
    function totalPowerOf(CommitteeId committee) external view returns (uint256);

    /// @notice A seat's key, 192 bytes.
    function keyOf(CommitteeId committee, uint8 seat) external view returns (bytes memory);
}
