namespace Connectors.Cli.Settings;

/// <summary>A setting given on the command line.</summary>
/// <param name="Key">The full key, e.g. <c>gateway.listen</c>.</param>
/// <param name="Value">As written.</param>
/// <param name="Flag">What the user typed, e.g. <c>--listen</c>.</param>
internal sealed record SettingFlag(string Key, string Value, string Flag)
{
    /// <summary>As an input like any other.</summary>
    public SettingInput Input => new(Key.Split('.'), Flag, [Value]);
}
