// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A handler that the runner draws calls from.
interface ITargeted {
    /// @notice Selectors of the actions to draw from.
    function targets() external view returns (bytes4[] memory);
}

/// @notice Tells the runner to call one handler, and from where.
abstract contract InvariantTargets {
    /// @notice How the runner is told what to call.
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    /// @dev The handler.
    function _target() internal view virtual returns (address);

    function targetContracts() external view returns (address[] memory contracts) {
        contracts = new address[](1);
        contracts[0] = _target();
    }

    function targetSelectors() external view returns (FuzzSelector[] memory selectors) {
        selectors = new FuzzSelector[](1);
        selectors[0] = FuzzSelector(_target(), ITargeted(_target()).targets());
    }

    /// @dev The runner endows whoever it calls from; left to itself it may choose the Escrow.
    function targetSenders() external pure returns (address[] memory senders) {
        senders = new address[](1);
        senders[0] = address(0x5E4D);
    }
}
