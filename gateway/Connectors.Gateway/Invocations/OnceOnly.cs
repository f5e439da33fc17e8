namespace Connectors.Gateway.Invocations;

/// <summary>
/// Which requests may not be sent twice. The client sends one without content again by itself when a connection that it had kept ends before the
/// answer, and the function may have run by then; with content, be it empty, it does not.
/// </summary>
internal static class OnceOnly
{
    /// <summary>True for methods that change something.</summary>
    public static bool Is(string method) => method is not ("GET" or "HEAD" or "OPTIONS");
}
