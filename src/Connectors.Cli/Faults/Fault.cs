namespace Connectors.Cli.Faults;

/// <summary>Something that is wrong with what the user gave us, and where: a file and line, a variable, a flag.</summary>
/// <param name="Where">E.g. <c>stack.yml:12</c>, <c>CONNECTORS_QUEUE__ACK_WAIT</c>, <c>--listen</c>; null when the sentence says it.</param>
/// <param name="What">One sentence naming the setting, function or field, and the remedy.</param>
internal sealed record Fault(string? Where, string What)
{
    /// <summary>A fault at a line of a file.</summary>
    public static Fault At(string file, long line, string what) => new($"{file}:{line}", what);

    public override string ToString() => Where is null ? What : $"{Where}: {What}";
}
