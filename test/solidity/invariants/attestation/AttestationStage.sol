// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IAttestationCenter} from "../../../../contracts/interfaces/IAttestationCenter.sol";
import {IEscrow} from "../../../../contracts/interfaces/IEscrow.sol";
import {IOperatorRegistry} from "../../../../contracts/interfaces/IOperatorRegistry.sol";
import {Bps} from "../../../../contracts/types/Bps.sol";
import {SealPart} from "../../../../contracts/types/Committee.sol";
import {Currency, NATIVE} from "../../../../contracts/types/Currency.sol";
import {OperatorKey} from "../../../../contracts/types/Operator.sol";
import {OperatorId} from "../../../../contracts/types/OperatorId.sol";
import {PoolTerms} from "../../../../contracts/types/Pool.sol";
import {PoolId} from "../../../../contracts/types/PoolId.sol";
import {deploy} from "../../helpers/deploy.sol";
import {VM} from "../../helpers/Vm.sol";
import {CommitteesMock} from "../../mocks/CommitteesMock.sol";
import {TokenMock} from "../../mocks/TokenMock.sol";
import {WillingAccountMock} from "../../mocks/WillingAccountMock.sol";

/// @title AttestationStage
/// @notice The real center, Escrow and registry, their people, and a clock. Only the curve arithmetic is a double.
abstract contract AttestationStage {
    uint16 public constant MAX_SLASH_BPS = 3_000;
    uint256 internal constant DEPOSIT = 0.5 ether;
    uint256 internal constant BOND = 1 ether;
    uint256 internal constant SEATS = 5;
    uint256 internal constant BLOCK_SECONDS = 12;
    uint256 internal constant CREDIT = 1_000 ether;

    PoolId internal constant POOL = PoolId.wrap(1);
    address internal constant STRANGER = address(0x57A6);
    address internal constant TREASURY = address(0x7EA5);

    // Not immutable: the runner knows its targets by their code, which immutables change.
    IEscrow public escrow;
    IOperatorRegistry public registry;
    IAttestationCenter public center;
    CommitteesMock public committees;
    TokenMock public token;

    address[] internal _controllers;
    address[2] internal _owners = [address(0xA11CE), address(0xB0B)];

    uint256 internal _blockNumber = 1_000;
    uint256 internal _timestamp = 1_700_000_000;

    constructor() {
        _pass(0);
        AccessManager authority = AccessManager(deploy("AccessManager", abi.encode(this)));
        (escrow, token) = (IEscrow(deploy("Escrow", "")), new TokenMock());
        bytes memory arguments = abi.encode(authority, escrow, NATIVE, 29 days, TREASURY);
        registry = IOperatorRegistry(deploy("OperatorRegistry", arguments));
        committees = new CommitteesMock(registry);
        arguments = abi.encode(authority, escrow, registry, committees, _poolTerms(), DEPOSIT, BOND);
        center = IAttestationCenter(deploy("AttestationCenter", arguments));
        registry.setMarket(address(center), true);
        for (uint256 i; i < SEATS; ++i) _seat(i);
        for (uint256 i; i < _owners.length; ++i) _endow(_owners[i]);
        _endow(STRANGER);
        _seal();
    }

    function _poolTerms() private pure returns (PoolTerms memory terms) {
        (terms.capability, terms.seatLimit) = (keccak256("attesting"), 256);
        (terms.minimumResponseBlocks, terms.maxSlashBps) = (1, Bps.wrap(MAX_SLASH_BPS));
    }

    /// @dev Seats have 1, 1, 1, 2 and 3 ether: many sets make exactly a third or two.
    function _seat(uint256 index) private {
        address controller = address(new WillingAccountMock());
        _controllers.push(controller);
        VM.prank(controller);
        registry.register(new OperatorKey[](0), controller, "");
        _stake(uint32(index + 1), index < 3 ? 1 ether : (index - 1) * 1 ether);
        VM.prank(controller);
        registry.joinPool(POOL, "");
    }

    function _stake(uint32 operator, uint256 amount) internal {
        VM.deal(address(this), amount);
        registry.stake{value: amount}(OperatorId.wrap(operator), uint128(amount));
    }

    function _seal() internal {
        committees.seal(POOL, SealPart(0, "", new uint32[](0)));
    }

    function _endow(address account) private {
        VM.deal(address(this), CREDIT);
        escrow.deposit{value: CREDIT}(NATIVE, account, CREDIT);
        token.mint(address(this), CREDIT);
        token.approve(address(escrow), CREDIT);
        escrow.deposit(Currency.wrap(address(token)), account, CREDIT);
        VM.prank(account);
        escrow.approveMarket(address(center), true);
    }

    /* CLOCK AND CHANCE */

    /// @dev The test keeps its own clock: the compiler may read block.number once where the runner moves it between.
    function _pass(uint256 blocks) internal {
        _blockNumber += blocks;
        _timestamp += blocks * BLOCK_SECONDS;
        VM.roll(_blockNumber);
        VM.warp(_timestamp);
    }

    /// @dev A number in `[low, high]` that follows from a seed and a name.
    function _draw(uint256 seed, string memory name, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (uint256(keccak256(abi.encode(seed, name))) % (high - low + 1));
    }

    /// @notice The two currencies in use.
    function currencies() public view returns (Currency[2] memory) {
        return [NATIVE, Currency.wrap(address(token))];
    }

    function _creditsOf(address account) internal view returns (uint256[2] memory) {
        return [escrow.creditOf(account, NATIVE), escrow.creditOf(account, Currency.wrap(address(token)))];
    }

    /// @notice What operators were paid in each currency: their credit comes from rewards alone, and they keep it.
    function paid() public view returns (uint256[2] memory sum) {
        for (uint256 i; i < SEATS; ++i) {
            uint256[2] memory credit = _creditsOf(_controllers[i]);
            (sum[0], sum[1]) = (sum[0] + credit[0], sum[1] + credit[1]);
        }
    }

    /// @notice What the Escrow owes of each currency: to everybody who may have credit, and to the center.
    function owedByEscrow() external view returns (uint256[2] memory owed) {
        address[5] memory others = [STRANGER, TREASURY, _owners[0], _owners[1], address(center)];
        owed = paid();
        for (uint256 i; i < 5; ++i) {
            uint256[2] memory credit = _creditsOf(others[i]);
            (owed[0], owed[1]) = (owed[0] + credit[0], owed[1] + credit[1]);
        }
        Currency[2] memory used = currencies();
        (owed[0], owed[1]) = (owed[0] + heldIn(used[0]), owed[1] + heldIn(used[1]));
    }

    /// @notice What the center holds.
    function heldIn(Currency currency) public view returns (uint256) {
        return escrow.heldBy(address(center), currency);
    }
}
