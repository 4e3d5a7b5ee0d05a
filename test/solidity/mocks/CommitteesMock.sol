// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittees} from "../../../contracts/interfaces/ICommittees.sol";
import {IOperatorRegistry} from "../../../contracts/interfaces/IOperatorRegistry.sol";
import {Committee, CommitteeSeat, Quorum, SealPart} from "../../../contracts/types/Committee.sol";
import {CommitteeId, committeeId} from "../../../contracts/types/CommitteeId.sol";
import {OperatorStatus} from "../../../contracts/types/Operator.sol";
import {OperatorId} from "../../../contracts/types/OperatorId.sol";
import {Roster} from "../../../contracts/types/Pool.sol";
import {PoolId} from "../../../contracts/types/PoolId.sol";

/// @notice Committees without curves: rosters, powers and voiding are real, and a signature is its own signers and
/// digest in clear text. Only the newest committee of a pool is alive.
contract CommitteesMock is ICommittees {
    IOperatorRegistry private immutable _registry;

    mapping(CommitteeId id => Committee committee) private _committees;
    mapping(CommitteeId id => CommitteeSeat[] seats) private _seats;
    mapping(PoolId pool => uint32 number) private _newest;

    constructor(IOperatorRegistry registry_) {
        _registry = registry_;
    }

    function seal(PoolId pool, SealPart calldata) external returns (CommitteeId id) {
        Roster memory roster = _registry.rosterOf(pool);
        id = committeeId(pool, ++_newest[pool]);
        for (uint32 seat; seat < roster.size; ++seat) {
            (, OperatorId operator) = _registry.seatAt(pool, roster.version, seat, 0);
            bool isJailed = _registry.identityOf(operator).status == OperatorStatus.Jailed;
            uint96 power = isJailed ? 0 : uint96(_registry.stakeOf(operator).active);
            _seats[id].push(CommitteeSeat(operator, power));
            if (power == 0) _committees[id].voided |= 1 << seat;
        }
        _committees[id].size = uint16(roster.size);
        _committees[id].sealedAt = uint40(block.timestamp);
    }

    function refreshSeat(CommitteeId id, uint8 seat) external returns (bool) {
        CommitteeSeat memory record = _seats[id][seat];
        bool isJailed = _registry.identityOf(record.operator).status == OperatorStatus.Jailed;
        if (!isJailed && _registry.slashableOf(record.operator) >= record.power) return false;
        _committees[id].voided |= 1 << seat;
        return true;
    }

    function verify(
        CommitteeId id,
        uint256 signers,
        bytes32 digest,
        bytes calldata signature
    ) public view returns (Quorum memory quorum) {
        if (keccak256(signature) != keccak256(abi.encode(signers, digest)))
            revert CommitteeBadSignature(id, signers, digest);
        for (uint256 seat; seat < _seats[id].length; ++seat) {
            quorum.totalPower += _seats[id][seat].power;
            if ((signers >> seat) & 1 == 1) quorum.signedPower += _seats[id][seat].power;
        }
        quorum.voided = _committees[id].voided;
        quorum.isLive = isLive(id);
    }

    function verifyWithSeats(
        CommitteeId id,
        uint256 signers,
        bytes32 digest,
        bytes calldata signature,
        uint8[2] calldata seats
    ) external view returns (Quorum memory quorum, CommitteeSeat[2] memory records) {
        quorum = verify(id, signers, digest, signature);
        for (uint256 i; i < 2; ++i) records[i] = _seats[id][seats[i]];
    }

    function nextPartOf(PoolId, address) external pure returns (uint32, uint256, uint256) {
        return (0, 0, 0);
    }

    function currentOf(PoolId pool) external view returns (CommitteeId) {
        return _newest[pool] == 0 ? CommitteeId.wrap(0) : committeeId(pool, _newest[pool]);
    }

    function committeeOf(CommitteeId id) external view returns (Committee memory) {
        return _committees[id];
    }

    function isLive(CommitteeId id) public view returns (bool) {
        return id.numberOf() == _newest[id.poolOf()] && id.numberOf() != 0;
    }

    function diesAt(CommitteeId id) external view returns (uint256) {
        return isLive(id) ? type(uint256).max : 0;
    }

    function seatOf(CommitteeId id, uint8 seat) external view returns (CommitteeSeat memory) {
        if (seat >= _seats[id].length) revert CommitteeNoSuchSeat(id, seat);
        return _seats[id][seat];
    }

    function seatsOf(CommitteeId id) external view returns (CommitteeSeat[] memory) {
        return _seats[id];
    }

    function totalPowerOf(CommitteeId id) external view returns (uint256 power) {
        for (uint256 seat; seat < _seats[id].length; ++seat) power += _seats[id][seat].power;
    }

    function keyOf(CommitteeId, uint8) external pure returns (bytes memory) {
        return "";
    }
}
