// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IJobTemplates
/// @notice Ready-made scripts that consumers adapt by parameters.
interface IJobTemplates {
    /// @notice Thrown when a template would have no script.
    error TemplateWithoutScript();

    /// @notice Emitted when a template was published.
    /// @param script Content hash of the script.
    /// @param scriptUri Where it lies.
    /// @param description What it does, and which parameters it takes.
    event TemplatePublished(
        uint32 indexed template,
        address indexed author,
        bytes32 script,
        string scriptUri,
        string description
    );

    /// @notice Publishes a template. It never changes.
    /// @param script Content hash of the script.
    /// @param scriptUri Where it lies.
    /// @param description What it does, and which parameters it takes.
    /// @return template Its number, from 1.
    function publishTemplate(
        bytes32 script,
        string calldata scriptUri,
        string calldata description
    ) external returns (uint32 template);

    /// @notice Content hash of a template's script; zero for one that nobody published.
    function scriptOf(uint32 template) external view returns (bytes32);

    /// @notice How many templates there are; the newest has this number.
    function templateCount() external view returns (uint32);
}
