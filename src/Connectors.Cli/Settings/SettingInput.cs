namespace Connectors.Cli.Settings;

/// <summary>A value that a source gives for a key, before anyone knows whether there is such a setting.</summary>
/// <param name="Path">The key's parts as spelled, the section first.</param>
/// <param name="Origin">Where it was given: a file and line, a variable, a flag.</param>
/// <param name="Texts">One text, or a list's items; empty for an empty list, a key without a value or an empty mapping.</param>
/// <param name="IsList">True when written as a list.</param>
internal sealed record SettingInput(IReadOnlyList<string> Path, string Origin, IReadOnlyList<string> Texts, bool IsList = false)
{
    /// <summary>The dotted key as spelled.</summary>
    public string Key => string.Join('.', Path);

    /// <summary>The dotted key by which inputs are compared.</summary>
    public string NormalKey { get; } = SettingKey.Normal(Path);

    /// <summary>True when there is a key but nothing after it.</summary>
    public bool IsEmpty => Texts.Count == 0 && !IsList;
}
