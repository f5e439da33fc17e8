namespace Connectors.Cli.Data;

/// <summary>A file that must hold a secret is not there, is empty or cannot be read; the message says which, and what to write where. Ends the command with exit code 2.</summary>
internal sealed class MissingSecretException(string message, Exception? cause = null) : DataDirectoryException(message, cause);
