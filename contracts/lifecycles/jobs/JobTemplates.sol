// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobTemplates} from "../../interfaces/IJobTemplates.sol";

/// @title JobTemplates
/// @notice Ready-made scripts that consumers adapt by parameters. Anyone may publish one.
contract JobTemplates is IJobTemplates {
    /// @inheritdoc IJobTemplates
    uint32 public templateCount;
    /// @inheritdoc IJobTemplates
    mapping(uint32 template => bytes32 script) public scriptOf;

    /// @inheritdoc IJobTemplates
    function publishTemplate(
        bytes32 script,
        string calldata scriptUri,
        string calldata description
    ) external returns (uint32 template) {
        if (script == 0) revert TemplateWithoutScript();

        template = ++templateCount;
        scriptOf[template] = script;

        emit TemplatePublished(template, msg.sender, script, scriptUri, description);
    }
}
