// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IDataAvailability} from "../../../../contracts/interfaces/IDataAvailability.sol";
import {IEscrow} from "../../../../contracts/interfaces/IEscrow.sol";
import {IGroth16Verifier} from "../../../../contracts/interfaces/IGroth16Verifier.sol";
import {IInferenceMarket} from "../../../../contracts/interfaces/IInferenceMarket.sol";
import {IOperatorRegistry} from "../../../../contracts/interfaces/IOperatorRegistry.sol";
import {IReputationLedger} from "../../../../contracts/interfaces/IReputationLedger.sol";
import {InferenceStore} from "../../../../contracts/lifecycles/inference/InferenceStore.sol";
import {Bps} from "../../../../contracts/types/Bps.sol";
import {NATIVE} from "../../../../contracts/types/Currency.sol";
import {InferencePeriods, InferenceSampling} from "../../../../contracts/types/InferenceSettings.sol";
import {ApplicationKeys} from "../../../../contracts/types/InferenceTask.sol";
import {OperatorId} from "../../../../contracts/types/OperatorId.sol";
import {OperatorKey} from "../../../../contracts/types/Operator.sol";
import {PoolTerms} from "../../../../contracts/types/Pool.sol";
import {PoolId} from "../../../../contracts/types/PoolId.sol";
import {deploy} from "../../helpers/deploy.sol";
import {VM} from "../../helpers/Vm.sol";
import {LenientProofsMock} from "../../mocks/LenientProofsMock.sol";
import {SamplingVrfMock} from "../../mocks/SamplingVrfMock.sol";
import {ScriptedBeaconMock} from "../../mocks/ScriptedBeaconMock.sol";

/// @title InferenceStage
/// @notice The inference market on real ground but for seeds and proofs, ten nodes, four creators, and a clock.
abstract contract InferenceStage {
    uint256 internal constant NODES = 10;
    uint256 internal constant CREATORS = 4;
    uint96 internal constant MINIMUM_STAKE = 1 ether;
    uint16 internal constant MODULUS = 2;
    uint32 internal constant SIBLING_BLOCKS = 20;
    uint16 internal constant DOWNLOAD_BLOCKS = 3;
    uint256 internal constant BLOCK_SECONDS = 12;
    /// @dev Longer than any stage.
    uint256 internal constant FOREVER = 1_000;
    address internal constant TREASURY = address(0x7EA5);
    address internal constant STRANGER = address(0x57A6);
    address internal constant PUBLISHER = address(0x9B11);

    // Not immutable: the runner knows its targets by their code, which immutables change.
    IEscrow public escrow;
    IOperatorRegistry public registry;
    IInferenceMarket public market;
    IDataAvailability internal _availability;
    ScriptedBeaconMock public beacon;
    SamplingVrfMock internal _vrf;

    uint256 internal _block = 1_000;

    constructor() {
        VM.roll(_block);
        VM.warp(_block * BLOCK_SECONDS);
        AccessManager authority = AccessManager(deploy("AccessManager", abi.encode(this)));
        escrow = IEscrow(deploy("Escrow", ""));
        beacon = new ScriptedBeaconMock();
        _vrf = new SamplingVrfMock();
        bytes memory arguments = abi.encode(authority, escrow, NATIVE, 29 days, TREASURY);
        registry = IOperatorRegistry(deploy("OperatorRegistry", arguments));
        _availability = IDataAvailability(deploy("DataAvailability", abi.encode(3650 days, address(0))));
        arguments = abi.encode(authority, _ground(), _poolTerms(), _periods(), _sampling());
        market = IInferenceMarket(deploy("InferenceMarket", arguments));
        registry.setMarket(address(market), true);
        market.addGpu("small", 8);
        market.addGpu("large", 24);
        for (uint256 i; i < NODES; ++i) _invite(_controller(i), i);
        for (uint256 i; i < CREATORS; ++i) _endow(_creator(i));
        VM.deal(STRANGER, 1_000 ether);
    }

    function _ground() private returns (InferenceStore.Ground memory) {
        return
            InferenceStore.Ground({
                escrow: escrow,
                registry: registry,
                beacon: beacon,
                reputation: IReputationLedger(deploy("ReputationLedger", abi.encode(registry))),
                availability: _availability,
                vrf: _vrf,
                proofs: IGroth16Verifier(address(new LenientProofsMock()))
            });
    }

    function _poolTerms() private pure returns (PoolTerms memory terms) {
        (terms.capability, terms.minimumStake, terms.seatLimit) = (keccak256("inference"), MINIMUM_STAKE, 1_000);
        (terms.minimumResponseBlocks, terms.maxSlashBps, terms.noShowBps) = (1, Bps.wrap(10_000), Bps.wrap(100));
    }

    function _periods() private pure returns (InferencePeriods memory) {
        return
            InferencePeriods({
                queue: 60,
                parameters: 10,
                minExecution: 5,
                maxExecution: 100,
                download: DOWNLOAD_BLOCKS,
                validation: 10,
                group: 60,
                siblings: SIBLING_BLOCKS,
                opening: 8,
                upload: 10
            });
    }

    function _sampling() private pure returns (InferenceSampling memory) {
        return
            InferenceSampling({
                samplingModulus: MODULUS,
                minSeatsToSlash: 3,
                hammingThreshold: 5,
                slashBps: 2_000,
                lateBps: 1_000,
                reporterBps: 1_000,
                challenges: 1,
                maxChunks: 8,
                circuit: keccak256("result-upload")
            });
    }

    /// @dev Stakes, cards and versions differ, so that some nodes do not fit some tasks.
    function _invite(address controller, uint256 index) private {
        uint128 stake = uint128(10 ether + index * 10 ether);
        VM.deal(controller, 2 * stake);
        VM.prank(controller);
        OperatorId operator = registry.register(new OperatorKey[](0), controller, "");
        VM.prank(controller);
        registry.stake{value: stake}(operator, stake);
        // Asked before, since a prank holds for the next call only.
        PoolId pool = market.pool();
        VM.prank(controller);
        registry.joinPool(pool, "");
        VM.prank(controller);
        market.joinAsNode(uint8(index % 2), _versionOf(index), new bytes32[](0));
    }

    function _versionOf(uint256 index) internal pure returns (uint24) {
        return index == 9 ? 0x020000 : uint24(0x010000 + index * 256);
    }

    function _endow(address creator) private {
        VM.deal(creator, 1_000 ether);
        VM.prank(creator);
        escrow.deposit{value: 1_000 ether}(NATIVE, creator, 1_000 ether);
        VM.prank(creator);
        escrow.approveMarket(address(market), true);
        VM.prank(creator);
        market.registerApplication(_keys(), _eighth());
    }

    /* PEOPLE */

    function _controller(uint256 index) internal pure returns (address) {
        return address(uint160(0xC0DE00 + index));
    }

    function _creator(uint256 index) internal pure returns (address) {
        return address(uint160(0xA11CE00 + index));
    }

    /// @dev Operators are numbered as they registered.
    function _controllerOf(uint256 node) internal pure returns (address) {
        return _controller(node - 1);
    }

    /// @dev The generators of both curves.
    function _keys() internal pure returns (ApplicationKeys memory keys) {
        keys.vrfKey[0] = 0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798;
        keys.vrfKey[1] = 0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8;
        keys.encryptionKey[0] = 5299619240641551281634865583518297030282874472190772894086521144482721001553;
        keys.encryptionKey[1] = 16950150798460657717958625567821834550301663161624707787222815936182638968203;
    }

    function _eighth() private pure returns (uint256[2] memory point) {
        point[0] = 995203441582195749578291179787384436505546430278305826713579947235728471134;
        point[1] = 5472060717959818805561601436314318772137091100104008585924551046643952123905;
    }

    /// @notice Everybody who may ever have credit.
    function accounts() external view returns (address[] memory all) {
        all = new address[](NODES + CREATORS + 3);
        for (uint256 i; i < NODES; ++i) all[i] = _controller(i);
        for (uint256 i; i < CREATORS; ++i) all[NODES + i] = _creator(i);
        (all[NODES + CREATORS], all[NODES + CREATORS + 1]) = (TREASURY, STRANGER);
        all[NODES + CREATORS + 2] = address(beacon);
    }

    /* CLOCK AND CHANCE */

    /// @dev The test keeps its own clock: the compiler may read it once where the runner moves it between.
    function _pass(uint256 blocks) internal {
        _block += blocks;
        VM.roll(_block);
        VM.warp(_block * BLOCK_SECONDS);
    }

    /// @dev A number in `[low, high]` that follows from a seed and a name.
    function _draw(uint256 seed, string memory name, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (uint256(keccak256(abi.encode(seed, name))) % (high - low + 1));
    }

    /* REFUSALS */

    /// @dev Calls the market, and bears the refusals that are named; any other fails the run.
    function _try(
        address caller,
        uint256 value,
        bytes memory data,
        bytes4[] memory refusals
    ) internal returns (bool isDone) {
        bytes memory reason;
        VM.prank(caller);
        (isDone, reason) = address(market).call{value: value}(data);
        if (isDone) return true;
        for (uint256 i; i < refusals.length; ++i) {
            if (bytes4(reason) == refusals[i]) return false;
        }
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}
