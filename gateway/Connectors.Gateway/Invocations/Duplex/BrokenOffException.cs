namespace Connectors.Gateway.Invocations.Duplex;

/// <summary>The one connection of a call has ended before there was an answer; what was sent may have been read.</summary>
internal sealed class BrokenOffException() : IOException("the connection was closed");
