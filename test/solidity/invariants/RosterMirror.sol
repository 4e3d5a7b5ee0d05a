// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PoolId} from "../../../contracts/types/PoolId.sol";
import {MoneyActions} from "./MoneyActions.sol";

/// @title RosterMirror
/// @notice Rosters as plain lists: every version of each is kept whole.
abstract contract RosterMirror is MoneyActions {
    /// @dev Who held a seat, and between which versions; to is 0 while it lasts.
    struct Span {
        uint32 operator;
        uint32 from;
        uint32 to;
    }

    mapping(PoolId pool => uint32[] operators) internal _members;
    mapping(PoolId pool => mapping(uint32 version => uint32[] operators)) internal _snapshots;
    mapping(PoolId pool => uint32 version) internal _versions;
    mapping(PoolId pool => mapping(uint256 seat => Span[] spans)) private _spans;
    mapping(PoolId pool => mapping(uint32 operator => uint256 timestamp)) internal _leftAt;

    function _mirrorJoin(PoolId pool, uint32 operator) internal {
        uint32 version = ++_versions[pool];
        _spans[pool][_members[pool].length].push(Span(operator, version, 0));
        _members[pool].push(operator);
        _snapshots[pool][version] = _members[pool];
    }

    function _mirrorLeave(PoolId pool, uint32 operator) internal {
        uint32 version = ++_versions[pool];
        uint32[] storage members = _members[pool];
        uint256 seat = _seatOf(pool, operator);
        uint256 last = members.length - 1;
        uint32 mover = members[last];
        _end(pool, last, version);
        if (seat != last) {
            _end(pool, seat, version);
            _spans[pool][seat].push(Span(mover, version, 0));
        }
        members[seat] = mover;
        members.pop();
        _snapshots[pool][version] = members;
        _leftAt[pool][operator] = _timestamp;
    }

    function _end(PoolId pool, uint256 seat, uint32 version) private {
        Span[] storage spans = _spans[pool][seat];
        spans[spans.length - 1].to = version;
    }

    function _seatOf(PoolId pool, uint32 operator) private view returns (uint256 seat) {
        while (_members[pool][seat] != operator) ++seat;
    }

    function _isMember(PoolId pool, uint32 operator) internal view returns (bool) {
        uint32[] storage members = _members[pool];
        for (uint256 i; i < members.length; ++i) {
            if (members[i] == operator) return true;
        }
        return false;
    }

    /// @dev Whether the pool's market may still slash the operator at a time.
    function _isLiable(PoolId pool, uint32 operator, uint256 timestamp) internal view returns (bool) {
        if (_isMember(pool, operator)) return true;
        return _leftAt[pool][operator] != 0 && timestamp <= _leftAt[pool][operator] + registry.unbondingPeriod();
    }

    /// @notice The version under which a record was archived, or 0 if it is the seat's newest.
    function hintFor(PoolId pool, uint32 version, uint256 seat) public view returns (uint32) {
        Span[] storage spans = _spans[pool][seat];
        for (uint256 i; i + 1 < spans.length; ++i) {
            if (spans[i].from <= version && version < spans[i].to) return spans[i].to;
        }
        return 0;
    }

    /// @notice Who sat where at a version of a pool's roster.
    function rosterAt(PoolId pool, uint32 version) external view returns (uint32[] memory) {
        return _snapshots[pool][version];
    }

    /// @notice The newest version of a pool's roster.
    function versionOf(PoolId pool) external view returns (uint32) {
        return _versions[pool];
    }
}
