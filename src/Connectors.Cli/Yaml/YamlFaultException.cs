namespace Connectors.Cli.Yaml;

/// <summary>A document that cannot be read: its line and one sentence why.</summary>
internal sealed class YamlFaultException(long line, string reason) : Exception(reason)
{
    public long Line => line;
}
