namespace Connectors.Providers.Faasd.Networks;

/// <summary>A replica could not be joined to the network or taken from it; the message says why and what to do. The same may be tried again.</summary>
internal sealed class NetworkException(string message, Exception? cause = null) : Exception(message, cause);
