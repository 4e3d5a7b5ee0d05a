// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency, NATIVE} from "../../../contracts/types/Currency.sol";
import {Payment} from "../../../contracts/types/Payment.sol";
import {VM} from "../helpers/Vm.sol";
import {Observations} from "./Observations.sol";

/// @title MoneyActions
/// @notice What anybody does at the Escrow, and what another market does there.
abstract contract MoneyActions is Observations {
    /// @notice How often a market released more than it held.
    uint256 public overdrafts;

    function deposit(uint256 seed) external acts {
        address to = _drawAccount(seed, "to");
        _deposit(_drawAccount(seed, "payer"), to, _drawCurrency(seed), _draw(seed, "amount", 1, 1 ether));
        _happens();
    }

    function _deposit(address payer, address to, Currency currency, uint256 amount) internal {
        if (currency == NATIVE) {
            _fund(payer, amount);
            VM.prank(payer);
            escrow.deposit{value: amount}(currency, to, amount);
            return;
        }
        token.mint(payer, amount);
        VM.prank(payer);
        token.approve(address(escrow), amount);
        VM.prank(payer);
        escrow.deposit(currency, to, amount);
    }

    function withdraw(uint256 seed) external acts {
        Currency currency = _drawCurrency(seed);
        (address account, uint256 credit) = _withCredit(seed, _accounts, currency);
        if (credit == 0) return;

        VM.prank(account);
        escrow.withdraw(currency, STRANGER, _draw(seed, "amount", 1, credit));
        _happens();
    }

    function approve(uint256 seed) external acts {
        address market = _draw(seed, "market", 0, 1) == 0 ? address(dispatcher) : RIVAL;
        VM.prank(_actors[seed % _actors.length]);
        escrow.approveMarket(market, _draw(seed, "approved", 0, 3) != 0);
        _happens();
    }

    /// @notice Coins that nobody asked for.
    function donate(uint256 seed) external acts {
        uint256 amount = _draw(seed, "amount", 1, 1 ether);
        uint256 kind = _draw(seed, "kind", 0, 2);
        if (kind == 0) {
            _fund(address(escrow), amount);
            strayInEscrow[0] += amount;
        } else if (kind == 1) {
            token.mint(address(escrow), amount);
            strayInEscrow[1] += amount;
        } else {
            _fund(address(registry), amount);
            strayInRegistry += amount;
        }
        _happens();
    }

    /* ANOTHER MARKET */

    function rivalHold(uint256 seed) external acts {
        Currency currency = _drawCurrency(seed);
        (address account, uint256 credit) = _withCredit(seed, _actors, currency);
        if (credit == 0 || !escrow.isMarketApproved(account, RIVAL)) {
            _fund(RIVAL, 1 ether);
            VM.prank(RIVAL);
            escrow.holdValue{value: _draw(seed, "value", 1, 1 ether)}();
        } else {
            VM.prank(RIVAL);
            escrow.hold(account, currency, _draw(seed, "amount", 1, credit));
        }
        _happens();
    }

    function rivalRelease(uint256 seed) external acts {
        Currency currency = _drawCurrency(seed);
        uint256 held = escrow.heldBy(RIVAL, currency);
        if (held == 0) return;

        VM.prank(RIVAL);
        escrow.release(currency, _payments(seed, _draw(seed, "amount", 1, held)));
        _happens();
    }

    /// @notice Tries to release money of other markets.
    function rivalOverdraw(uint256 seed) external acts {
        Currency currency = _drawCurrency(seed);
        Payment[] memory payments = _payments(seed, escrow.heldBy(RIVAL, currency) + 1);
        VM.prank(RIVAL);
        (bool isReleased, ) = address(escrow).call(abi.encodeCall(escrow.release, (currency, payments)));
        if (isReleased) ++overdrafts;
        _happens();
    }

    function _payments(uint256 seed, uint256 amount) private view returns (Payment[] memory payments) {
        payments = new Payment[](2);
        payments[0] = Payment(_drawAccount(seed, "first"), uint128(amount / 3));
        payments[1] = Payment(_drawAccount(seed, "second"), uint128(amount - amount / 3));
    }

    function _withCredit(
        uint256 seed,
        address[] memory among,
        Currency currency
    ) private view returns (address account, uint256 credit) {
        for (uint256 i; i < among.length && credit == 0; ++i) {
            account = among[((seed % among.length) + i) % among.length];
            credit = escrow.creditOf(account, currency);
        }
    }
}
