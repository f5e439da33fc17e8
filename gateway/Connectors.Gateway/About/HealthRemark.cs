namespace Connectors.Gateway.About;

/// <summary>Something that should be mended although all works: <c>/healthz</c> beside <c>/metrics</c> tells it after its <c>OK</c>. Not on the gateway's own port, where strangers ask.</summary>
/// <param name="read">The sentence; null: nothing is wrong. Asked from any thread.</param>
public sealed class HealthRemark(Func<string?> read)
{
    internal string? Now => read();
}
