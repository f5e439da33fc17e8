namespace Connectors.Cli.Yaml;

/// <summary>How much of a document is read before it is refused; what a person writes stays far below.</summary>
internal static class YamlBounds
{
    /// <summary>The longest file, in bytes.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>The deepest nesting.</summary>
    public const int MaxDepth = 64;

    /// <summary>The most values, counted with every alias written out.</summary>
    public const long MaxValues = 200_000;
}
