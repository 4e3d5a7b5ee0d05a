// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../../../contracts/types/Bps.sol";
import {Offence} from "../../../contracts/types/Offence.sol";
import {Operator, OperatorKey, OperatorStatus} from "../../../contracts/types/Operator.sol";
import {OperatorId} from "../../../contracts/types/OperatorId.sol";
import {PoolId} from "../../../contracts/types/PoolId.sol";
import {VM} from "../helpers/Vm.sol";
import {RosterMirror} from "./RosterMirror.sol";

/// @title OperatorActions
/// @notice What operators do, and what governance and another market do to them.
abstract contract OperatorActions is RosterMirror {
    /* IDENTITY */

    function register(uint256 seed) external acts {
        _register(seed);
    }

    function _register(uint256 seed) internal {
        uint256 known = registry.operatorCount();
        if (known == CONTROLLERS) return;

        address controller = _controller(known);
        VM.prank(controller);
        registry.register(new OperatorKey[](0), seed % 3 == 0 ? SHARED_RECEIVER : controller, "");
        _happens();
    }

    function setReceiver(uint256 seed) external acts {
        VM.prank(_controllerOf(_drawOperator(seed)));
        registry.setRewardsReceiver(_drawAccount(seed, "receiver"));
        _happens();
    }

    /* STAKE */

    function stake(uint256 seed) external acts {
        _stake(_drawAccount(seed, "payer"), _drawOperator(seed), _draw(seed, "amount", 1, 2 ether));
        _happens();
    }

    function _stake(address payer, uint32 operator, uint256 amount) internal {
        _fund(payer, amount);
        stakedFor[operator] += amount;
        VM.prank(payer);
        registry.stake{value: amount}(OperatorId.wrap(operator), uint128(amount));
    }

    function unstake(uint256 seed) external acts {
        uint32 operator = _drawOperator(seed);
        uint256 active = _activeOf(operator);
        if (active == 0) return;

        VM.prank(_controllerOf(operator));
        registry.unstake(uint128(_draw(seed, "all", 0, 1) == 0 ? active : _draw(seed, "amount", 1, active)));
        _happens();
    }

    function withdrawStake(uint256 seed) external acts {
        (bool isFound, uint32 operator) = _findOperator(seed, _isUnbonding);
        if (!isFound) return;

        _waitUntil(registry.stakeOf(OperatorId.wrap(operator)).releaseAt);
        VM.prank(_controllerOf(operator));
        registry.withdrawStake(STRANGER);
        _happens();
    }

    function _isUnbonding(uint32 operator) private view returns (bool) {
        return registry.stakeOf(OperatorId.wrap(operator)).unbonding != 0;
    }

    /* SEATS */

    function takeSeat(uint256 seed) external acts {
        PoolId pool = _drawPool(seed);
        if (_members[pool].length == 6) return;
        (bool isFound, uint32 operator) = _findOperator(
            seed,
            PoolId.unwrap(pool) == PoolId.unwrap(POOL) ? _mayJoin : _mayJoinRival
        );
        if (!isFound) return;

        _join(pool, operator);
        _happens();
    }

    function _join(PoolId pool, uint32 operator) internal {
        if (_activeOf(operator) < MINIMUM_STAKE) _stake(_controllerOf(operator), operator, MINIMUM_STAKE);
        VM.prank(_controllerOf(operator));
        registry.joinPool(pool, "");
        _mirrorJoin(pool, operator);
    }

    function _mayJoin(uint32 operator) private view returns (bool) {
        return !_isMember(POOL, operator) && !_isJailed(operator);
    }

    function _mayJoinRival(uint32 operator) private view returns (bool) {
        return !_isMember(RIVAL_POOL, operator) && !_isJailed(operator);
    }

    function leaveSeat(uint256 seed) external acts {
        PoolId pool = _drawPool(seed);
        if (_members[pool].length == 0) return;

        uint32 operator = _members[pool][_draw(seed, "member", 0, _members[pool].length - 1)];
        VM.prank(_controllerOf(operator));
        registry.leavePool(pool);
        _mirrorLeave(pool, operator);
        _happens();
    }

    function evict(uint256 seed) external acts {
        PoolId pool = _drawPool(seed);
        for (uint256 i; i < _members[pool].length; ++i) {
            uint32 operator = _members[pool][i];
            if (!_isJailed(operator) && _activeOf(operator) >= MINIMUM_STAKE) continue;

            VM.prank(STRANGER);
            registry.evict(pool, OperatorId.wrap(operator));
            _mirrorLeave(pool, operator);
            return _happens();
        }
    }

    /* SLASHES BY ANOTHER MARKET */

    /// @notice Another market slashes within its rights or beyond; the registry decides, and what it let through is
    /// judged later.
    function rivalSlash(uint256 seed) external acts {
        Offence memory offence = Offence({
            operator: OperatorId.wrap(_drawOperator(seed)),
            pool: _draw(seed, "pool", 0, 4) == 0 ? POOL : RIVAL_POOL,
            share: Bps.wrap(uint16(_draw(seed, "share", 0, (MAX_SLASH_BPS * 4) / 3))),
            offence: keccak256(abi.encode(seed, "offence")),
            victim: _drawAccount(seed, "victim"),
            loss: uint128(_draw(seed, "loss", 0, 0.2 ether)),
            reporter: _drawAccount(seed, "reporter"),
            bountyBps: Bps.wrap(uint16(_draw(seed, "bounty", 0, 6_000))),
            jails: _draw(seed, "jails", 0, 3) == 0
        });
        _rivalSlash(offence);
    }

    function _rivalSlash(Offence memory offence) private {
        _loss = offence.loss;
        _observeSlash(offence);
        // The same offence again, which must not be punished twice.
        _observeSlash(offence);
    }

    function _observeSlash(Offence memory offence) private watched {
        VM.prank(RIVAL);
        (bool isSlashed, ) = address(registry).call(abi.encodeCall(registry.slash, (offence)));
        if (isSlashed) _happens();
    }

    function unjail(uint256 seed) external acts {
        (bool isFound, uint32 operator) = _findOperator(seed, _isJailed);
        if (!isFound) return;

        _waitUntil(registry.identityOf(OperatorId.wrap(operator)).jailedUntil);
        uint256 bail = registry.stakeOf(OperatorId.wrap(operator)).bail;
        if (_activeOf(operator) < bail) _stake(_controllerOf(operator), operator, bail - _activeOf(operator));
        VM.prank(_controllerOf(operator));
        registry.unjail();
        _happens();
    }

    /* GOVERNANCE */

    function setPaused(uint256 seed) external acts {
        bool paused = dispatcher.paused();
        if (!paused && _draw(seed, "pause", 0, 2) != 0) return;
        dispatcher.setPaused(!paused);
        _happens();
    }

    function setMarket(uint256 seed) external acts {
        registry.setMarket(seed % 2 == 0 ? RIVAL : address(dispatcher), _draw(seed, "approved", 0, 2) != 0);
        _happens();
    }

    function setVetted(uint256 seed) external acts {
        dispatcher.setVetted(address(_validator), seed % 2 == 0);
        _happens();
    }

    /* WHO */

    function _drawPool(uint256 seed) private pure returns (PoolId) {
        return _draw(seed, "pool", 0, 3) == 0 ? RIVAL_POOL : POOL;
    }

    function _drawOperator(uint256 seed) internal view returns (uint32) {
        return uint32(_draw(seed, "operator", 1, registry.operatorCount()));
    }

    /// @dev Controllers register in order, so numbers match.
    function _controllerOf(uint32 operator) internal pure returns (address) {
        return _controller(operator - 1);
    }

    function _activeOf(uint32 operator) internal view returns (uint256) {
        return registry.stakeOf(OperatorId.wrap(operator)).active;
    }

    function _isJailed(uint32 operator) internal view returns (bool) {
        Operator memory identity = registry.identityOf(OperatorId.wrap(operator));
        return identity.status == OperatorStatus.Jailed;
    }

    function _findOperator(
        uint256 seed,
        function(uint32) view returns (bool) fits
    ) private view returns (bool isFound, uint32 operator) {
        uint256 count = registry.operatorCount();
        for (uint256 i; i < count; ++i) {
            operator = uint32(1 + (((seed % count) + i) % count));
            if (fits(operator)) return (true, operator);
        }
        return (false, 0);
    }
}
