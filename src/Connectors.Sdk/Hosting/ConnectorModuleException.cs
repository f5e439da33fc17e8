namespace Connectors.Sdk.Hosting;

/// <summary>A module's connector cannot run as it was registered; the message names the module and says what to mend.</summary>
public sealed class ConnectorModuleException(string message, Exception? cause = null) : Exception(message, cause);
