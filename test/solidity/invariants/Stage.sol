// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {Escrow} from "../../../contracts/core/Escrow.sol";
import {OperatorRegistry} from "../../../contracts/core/OperatorRegistry.sol";
import {ReputationLedger} from "../../../contracts/core/ReputationLedger.sol";
import {Dispatcher} from "../../../contracts/lifecycles/dispatch/Dispatcher.sol";
import {Bps} from "../../../contracts/types/Bps.sol";
import {Currency, NATIVE} from "../../../contracts/types/Currency.sol";
import {PoolTerms} from "../../../contracts/types/Pool.sol";
import {PoolId} from "../../../contracts/types/PoolId.sol";
import {deploy} from "../helpers/deploy.sol";
import {VM} from "../helpers/Vm.sol";
import {ActorMock} from "../mocks/ActorMock.sol";
import {LenientValidatorMock} from "../mocks/LenientValidatorMock.sol";
import {TokenMock} from "../mocks/TokenMock.sol";
import {ScriptedBeaconMock} from "../mocks/ScriptedBeaconMock.sol";

/// @title Stage
/// @notice The real suite, its people, and a clock. All but the randomness is real.
abstract contract Stage {
    uint96 internal constant MINIMUM_STAKE = 1 ether;
    uint16 internal constant MAX_SLASH_BPS = 3_000;
    uint16 internal constant NO_SHOW_BPS = 1_000;
    uint256 internal constant CONTROLLERS = 7;
    uint256 internal constant BLOCK_SECONDS = 12;

    /// @notice The pool that the Dispatcher draws from.
    PoolId public constant POOL = PoolId.wrap(1);
    /// @notice The pool of another market, with the same people.
    PoolId public constant RIVAL_POOL = PoolId.wrap(2);

    // Not immutable: the runner knows its targets by their code, which immutables change.
    AccessManager internal _authority;
    Escrow public escrow;
    OperatorRegistry public registry;
    ReputationLedger public reputation;
    Dispatcher public dispatcher;
    ScriptedBeaconMock public beacon;
    TokenMock public token;
    LenientValidatorMock internal _validator;
    /// @dev An actor that is a contract, and the target of everybody's callbacks.
    ActorMock internal _carol;

    address internal constant TREASURY = address(0x7EA5);
    address internal constant STRANGER = address(0x57A6);
    /// @dev A second approved market, whose code is this test.
    address internal constant RIVAL = address(0x81FA);
    address internal constant SHARED_RECEIVER = address(0x5EC1);

    address[] internal _actors;
    /// @dev Everybody who may ever have credit.
    address[] internal _accounts;

    uint256 internal _blockNumber = 1_000;
    uint256 internal _timestamp = 1_700_000_000;

    constructor() {
        _authority = AccessManager(deploy("AccessManager", abi.encode(this)));
        escrow = Escrow(deploy("Escrow", ""));
        beacon = new ScriptedBeaconMock();
        token = new TokenMock();
        _validator = new LenientValidatorMock();
        bytes memory arguments = abi.encode(_authority, escrow, NATIVE, 29 days, TREASURY);
        registry = OperatorRegistry(deploy("OperatorRegistry", arguments));
        reputation = ReputationLedger(deploy("ReputationLedger", abi.encode(registry)));
        arguments = abi.encode(_authority, escrow, registry, beacon, reputation);
        dispatcher = Dispatcher(deploy("Dispatcher", arguments));
        _carol = new ActorMock(dispatcher);
        registry.setMarket(address(dispatcher), true);
        registry.setMarket(RIVAL, true);
        registry.openPool(_poolTerms(address(dispatcher)));
        registry.openPool(_poolTerms(RIVAL));
        _invite();
    }

    function _poolTerms(address market) private pure returns (PoolTerms memory) {
        return
            PoolTerms({
                market: market,
                capability: keccak256("general"),
                minimumStake: MINIMUM_STAKE,
                seatLimit: 6,
                minimumResponseBlocks: 2,
                maxSlashBps: Bps.wrap(MAX_SLASH_BPS),
                noShowBps: Bps.wrap(NO_SHOW_BPS),
                requiredKeys: 0,
                gate: address(0)
            });
    }

    function _invite() private {
        _actors = [address(0xA11CE), address(0xB0B), address(_carol)];
        _accounts = _actors;
        for (uint256 i; i < CONTROLLERS; ++i) _accounts.push(_controller(i));
        _accounts.push(TREASURY);
        _accounts.push(STRANGER);
        _accounts.push(RIVAL);
        _accounts.push(SHARED_RECEIVER);
        _accounts.push(address(beacon));
    }

    function _controller(uint256 index) internal pure returns (address) {
        return address(uint160(0xC0DE00 + index));
    }

    /* CLOCK */

    /// @dev The test keeps its own clock: the compiler may read block.number once where the runner moves it between.
    function _pass(uint256 blocks) internal {
        _blockNumber += blocks;
        _timestamp += blocks * BLOCK_SECONDS;
        VM.roll(_blockNumber);
        VM.warp(_timestamp);
    }

    function _waitUntil(uint256 timestamp) internal {
        if (timestamp > _timestamp) _timestamp = timestamp;
        VM.warp(_timestamp);
    }

    /* CHANCE */

    /// @dev A number in `[low, high]` that follows from a seed and a name.
    function _draw(uint256 seed, string memory name, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (uint256(keccak256(abi.encode(seed, name))) % (high - low + 1));
    }

    function _drawAccount(uint256 seed, string memory name) internal view returns (address) {
        return _accounts[_draw(seed, name, 0, _accounts.length - 1)];
    }

    function _drawCurrency(uint256 seed) internal view returns (Currency) {
        return _draw(seed, "currency", 0, 2) == 0 ? Currency.wrap(address(token)) : NATIVE;
    }

    /* MEANS */

    function _fund(address account, uint256 amount) internal {
        VM.deal(account, account.balance + amount);
    }

    /// @notice Everybody who may ever have credit.
    function accounts() external view returns (address[] memory) {
        return _accounts;
    }

    /// @notice The two currencies in use.
    function currencies() public view returns (Currency[2] memory) {
        return [NATIVE, Currency.wrap(address(token))];
    }
}
