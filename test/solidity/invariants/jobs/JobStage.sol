// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IDeviceAttestation} from "../../../../contracts/interfaces/IDeviceAttestation.sol";
import {IEscrow} from "../../../../contracts/interfaces/IEscrow.sol";
import {IJobMarket} from "../../../../contracts/interfaces/IJobMarket.sol";
import {IJobTemplates} from "../../../../contracts/interfaces/IJobTemplates.sol";
import {IOperatorRegistry} from "../../../../contracts/interfaces/IOperatorRegistry.sol";
import {IReceiptRoots} from "../../../../contracts/interfaces/IReceiptRoots.sol";
import {IReputationLedger} from "../../../../contracts/interfaces/IReputationLedger.sol";
import {JobStore} from "../../../../contracts/lifecycles/jobs/JobStore.sol";
import {Advertisement} from "../../../../contracts/types/Advertisement.sol";
import {Bps} from "../../../../contracts/types/Bps.sol";
import {NATIVE} from "../../../../contracts/types/Currency.sol";
import {JobSettings} from "../../../../contracts/types/Job.sol";
import {OperatorId} from "../../../../contracts/types/OperatorId.sol";
import {OperatorKey} from "../../../../contracts/types/Operator.sol";
import {PoolTerms} from "../../../../contracts/types/Pool.sol";
import {PoolId} from "../../../../contracts/types/PoolId.sol";
import {deploy} from "../../helpers/deploy.sol";
import {VM} from "../../helpers/Vm.sol";

/// @title JobStage
/// @notice The job market on real ground, twenty processors, three consumers, and a clock.
abstract contract JobStage {
    uint256 internal constant PROCESSORS = 20;
    uint256 internal constant CONSUMERS = 3;
    uint128 internal constant STAKE = 100 ether;
    uint40 internal constant ACK_WINDOW = 60;
    uint40 internal constant TOLERANCE = 20_000;
    address internal constant TREASURY = address(0x7EA5);
    address internal constant MATCHER = address(0x3A7C);
    address internal constant STRANGER = address(0x57A6);

    // Not immutable: the runner knows its targets by their code, which immutables change.
    IEscrow public escrow;
    IOperatorRegistry public registry;
    IReputationLedger public reputation;
    IJobMarket public market;

    uint256 internal _timestamp = 1_800_000_000;

    constructor() {
        VM.warp(_timestamp);
        AccessManager authority = AccessManager(deploy("AccessManager", abi.encode(this)));
        escrow = IEscrow(deploy("Escrow", ""));
        bytes memory arguments = abi.encode(authority, escrow, NATIVE, 29 days, TREASURY);
        registry = IOperatorRegistry(deploy("OperatorRegistry", arguments));
        reputation = IReputationLedger(deploy("ReputationLedger", abi.encode(registry)));
        market = IJobMarket(deploy("JobMarket", abi.encode(authority, _ground(), _poolTerms(), _settings())));
        registry.setMarket(address(market), true);
        for (uint256 i; i < PROCESSORS; ++i) _invite(_controller(i), i);
        for (uint256 i; i < CONSUMERS; ++i) _endow(_consumer(i));
    }

    function _ground() private returns (JobStore.Ground memory) {
        return
            JobStore.Ground({
                escrow: escrow,
                registry: registry,
                reputation: reputation,
                devices: IDeviceAttestation(address(0)),
                receipts: IReceiptRoots(address(0)),
                templates: IJobTemplates(deploy("JobTemplates", ""))
            });
    }

    function _poolTerms() private pure returns (PoolTerms memory terms) {
        terms.capability = keccak256("jobs");
        (terms.minimumStake, terms.seatLimit, terms.maxSlashBps) = (1 ether, 1_000, Bps.wrap(500));
    }

    function _settings() private pure returns (JobSettings memory) {
        return
            JobSettings({
                ackWindow: ACK_WINDOW,
                reportTolerance: TOLERANCE,
                receiptWindow: 0,
                matcherBps: Bps.wrap(1_000),
                silenceBps: Bps.wrap(10),
                missedBps: Bps.wrap(50),
                missedLimitBps: Bps.wrap(400),
                reporterBps: Bps.wrap(1_000)
            });
    }

    /// @dev Prices and capacities differ, so that some offers do not fit some jobs.
    function _invite(address controller, uint256 index) private {
        VM.deal(controller, STAKE);
        VM.prank(controller);
        OperatorId operator = registry.register(new OperatorKey[](0), controller, "");
        VM.prank(controller);
        registry.stake{value: STAKE}(operator, STAKE);
        // Asked before, since a prank holds for the next call only.
        PoolId pool = market.pool();
        VM.prank(controller);
        registry.joinPool(pool, "");
        Advertisement memory ad;
        (ad.windowDelta, ad.baseFee, ad.feePerMillisecond) = (365 days, uint88(1_000 * (index + 1)), uint64(index % 3));
        (ad.feePerByte, ad.modules, ad.maxMemory) = (uint64(index % 2), uint32(index % 4), 1_000_000);
        (ad.storageCapacity, ad.networkQuota) = (uint32(1_000 + index), 5);
        VM.prank(controller);
        market.advertise(ad, new address[](0));
    }

    function _endow(address consumer) private {
        VM.deal(consumer, 1_000 ether);
        VM.prank(consumer);
        escrow.deposit{value: 1_000 ether}(NATIVE, consumer, 1_000 ether);
        VM.prank(consumer);
        escrow.approveMarket(address(market), true);
    }

    /* PEOPLE */

    function _controller(uint256 index) internal pure returns (address) {
        return address(uint160(0xC0DE00 + index));
    }

    function _consumer(uint256 index) internal pure returns (address) {
        return address(uint160(0xA11CE00 + index));
    }

    /// @dev Operators are numbered as they registered.
    function _runnerOf(OperatorId operator) internal pure returns (address) {
        return _controller(OperatorId.unwrap(operator) - 1);
    }

    /// @notice Everybody who may ever have credit.
    function accounts() external pure returns (address[] memory all) {
        all = new address[](PROCESSORS + CONSUMERS + 3);
        for (uint256 i; i < PROCESSORS; ++i) all[i] = _controller(i);
        for (uint256 i; i < CONSUMERS; ++i) all[PROCESSORS + i] = _consumer(i);
        (all[PROCESSORS + CONSUMERS], all[PROCESSORS + CONSUMERS + 1]) = (TREASURY, MATCHER);
        all[PROCESSORS + CONSUMERS + 2] = STRANGER;
    }

    /* CLOCK AND CHANCE */

    /// @dev The test keeps its own clock: the compiler may read it once where the runner moves it between.
    function _waitUntil(uint256 timestamp) internal {
        if (timestamp > _timestamp) _timestamp = timestamp;
        VM.warp(_timestamp);
    }

    /// @dev A number in `[low, high]` that follows from a seed and a name.
    function _draw(uint256 seed, string memory name, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (uint256(keccak256(abi.encode(seed, name))) % (high - low + 1));
    }
}
