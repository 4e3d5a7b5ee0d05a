// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../../../../contracts/types/Bps.sol";
import {Currency} from "../../../../contracts/types/Currency.sol";
import {SlashingTerms, TaskDefinitionParams} from "../../../../contracts/types/TaskDefinition.sol";
import {VM} from "../../helpers/Vm.sol";
import {AttestationBooks} from "./AttestationBooks.sol";

/// @title DefinitionActions
/// @notice What owners do.
abstract contract DefinitionActions is AttestationBooks {
    uint256 internal constant MOST_DEFINITIONS = 4;
    /// @dev The operator that accepts no terms.
    uint32 internal constant UNWILLING = 5;

    function createDefinition(uint256 seed) external acts {
        if (_definitions.length == MOST_DEFINITIONS) return;
        _create(seed);
        _happens();
    }

    function _create(uint256 seed) internal {
        TaskDefinitionParams memory params = TaskDefinitionParams({
            blockExpiry: type(uint256).max,
            baseRewardFeeForAttesters: _draw(seed, "attesters", 0, 0.01 ether),
            baseRewardFeeForPerformer: _draw(seed, "performer", 0, 0.1 ether),
            baseRewardFeeForAggregator: _draw(seed, "aggregator", 0, 0.02 ether),
            disputePeriodBlocks: _draw(seed, "disputes", 0, 3) == 0 ? 0 : _draw(seed, "period", 1, 12),
            minimumVotingPower: 0,
            restrictedOperatorIndexes: new uint256[](0)
        });
        address owner = _owners[_draw(seed, "owner", 0, 1)];
        VM.prank(owner);
        uint16 id = center.createNewTaskDefinition("", params);
        DefinitionBook storage definition = _definitions.push();
        definition.owner = owner;
        definition.attesterFee = params.baseRewardFeeForAttesters;
        definition.performerFee = params.baseRewardFeeForPerformer;
        definition.aggregatorFee = params.baseRewardFeeForAggregator;
        definition.period = params.disputePeriodBlocks;
        _setTerms(id, seed);
        if (_draw(seed, "currency", 0, 2) == 0) _setCurrency(id, Currency.wrap(address(token)));
        _fund(id, 1 ether);
    }

    function fund(uint256 seed) external acts {
        (bool isFound, uint16 id) = _findDefinition(seed);
        if (!isFound) return;
        _fund(id, _draw(seed, "amount", 0, 0.5 ether));
        _happens();
    }

    function _fund(uint16 id, uint256 amount) private {
        VM.prank(STRANGER);
        center.fundTaskDefinition(id, uint128(amount));
        _definition(id).funded += amount;
    }

    function defund(uint256 seed) external acts {
        (bool isFound, uint16 id) = _findDefinition(seed);
        if (!isFound) return;
        DefinitionBook storage definition = _definition(id);
        uint256 free = definition.funded - definition.defunded - definition.reserved;
        _defund(id, _draw(seed, "amount", 0, free / 4));
        _happens();
    }

    function _defund(uint16 id, uint256 amount) internal {
        DefinitionBook storage definition = _definition(id);
        VM.prank(definition.owner);
        center.defundTaskDefinition(id, uint128(amount));
        definition.defunded += amount;
    }

    function changeCurrency(uint256 seed) external acts {
        uint256 count = _definitions.length;
        uint256 start = _draw(seed, "definition", 0, count - 1);
        for (uint256 i; i < count; ++i) {
            uint16 id = uint16(1 + ((start + i) % count));
            if (_definition(id).hasTask) continue;
            _setCurrency(id, currencies()[_draw(seed, "currency", 0, 1)]);
            return _happens();
        }
    }

    /// @dev All that had come goes back.
    function _setCurrency(uint16 id, Currency currency) private {
        DefinitionBook storage definition = _definition(id);
        VM.prank(definition.owner);
        center.setTaskDefinitionCurrency(id, currency);
        definition.defunded = definition.funded;
        definition.currency = currency;
    }

    function changeTerms(uint256 seed) external acts {
        (bool isFound, uint16 id) = _findDefinition(seed);
        if (!isFound) return;
        _setTerms(id, seed);
        _happens();
    }

    /// @dev Some offences are off; all operators but one accept.
    function _setTerms(uint16 id, uint256 seed) private {
        DefinitionBook storage definition = _definition(id);
        SlashingTerms memory terms = SlashingTerms({
            doubleAttestationBps: _share(seed, "double"),
            incorrectAttestationBps: _share(seed, "incorrect"),
            rejectedPerformerBps: _share(seed, "performer"),
            reporterBps: Bps.wrap(uint16(_draw(seed, "reporter", 0, 4_999))),
            jails: _draw(seed, "jails", 0, 3) == 0
        });
        VM.prank(definition.owner);
        center.setTaskDefinitionSlashing(id, terms);
        (, bytes32 termsHash) = center.slashingTermsOf(id, ++definition.termsVersion);
        for (uint32 operator = 1; operator < UNWILLING; ++operator) {
            VM.prank(_controllers[operator - 1]);
            center.acceptTerms(id, termsHash);
        }
    }

    function _share(uint256 seed, string memory name) private pure returns (Bps) {
        return Bps.wrap(_draw(seed, name, 0, 4) == 0 ? 0 : uint16(_draw(seed, name, 1, MAX_SLASH_BPS)));
    }

    function restrict(uint256 seed) external acts {
        (bool isFound, uint16 id) = _findDefinition(seed);
        if (!isFound) return;
        uint256 count = _draw(seed, "count", 0, 2) == 0 ? 0 : _draw(seed, "first", 1, SEATS);
        uint256[] memory operators = new uint256[](count);
        for (uint256 i; i < count; ++i) operators[i] = SEATS - count + 1 + i;
        VM.prank(_definition(id).owner);
        center.setTaskDefinitionRestrictedOperators(id, operators);
        _happens();
    }

    function setMinimumPower(uint256 seed) external acts {
        (bool isFound, uint16 id) = _findDefinition(seed);
        if (!isFound) return;
        address owner = _definition(id).owner;
        VM.prank(owner);
        // What would leave nobody is refused; the run then goes on with what was.
        try center.setTaskDefinitionMinVotingPower(id, _draw(seed, "power", 0, 2) * 0.8 ether) {
            _happens();
        } catch {}
    }

    /* PEOPLE AND TIME */

    function restake(uint256 seed) external acts {
        _stake(uint32(_draw(seed, "operator", 1, SEATS)), _draw(seed, "amount", 0.1 ether, 1 ether));
        _happens();
    }

    function unstake(uint256 seed) external acts {
        uint32 operator = uint32(_draw(seed, "operator", 1, SEATS));
        uint256 active = registry.stakeOf(_operatorAt(uint8(operator - 1))).active;
        VM.prank(_controllers[operator - 1]);
        registry.unstake(uint128(active / 10));
        _happens();
    }

    function seal(uint256) external acts {
        _seal();
        _happens();
    }

    function roll(uint256 seed) external acts {
        _pass(_draw(seed, "blocks", 1, 8));
        _happens();
    }

    /// @notice Ends what has no funds of its own any more, after thirty days.
    function retire(uint256 seed) external acts {
        (bool isFound, uint16 id) = _findDefinition(seed);
        if (!isFound || _definition(id).isRetired || _draw(seed, "whim", 0, 9) != 0) return;
        _pass(30 days / BLOCK_SECONDS);
        _retire(id);
        _happens();
    }

    function _retire(uint16 id) internal {
        VM.prank(_definition(id).owner);
        center.retireTaskDefinition(id);
        _definition(id).isRetired = true;
    }
}
