namespace Connectors.Cli.Commands;

/// <summary>The hub cannot run for a reason its user can mend, e.g. a port in use; the message says which and what to do. Exit code 1.</summary>
internal sealed class HubFailureException(string message, Exception? cause = null) : Exception(message, cause);
