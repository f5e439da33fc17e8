namespace Connectors.Watchdog.Callers;

/// <summary>Whether a caller may come in. Immutable.</summary>
/// <param name="Status">200 when it may; otherwise the answer's status.</param>
/// <param name="Text">Why not.</param>
internal sealed record Verdict(int Status, string Text)
{
    public static readonly Verdict Admitted = new(200, "");

    public static Verdict Unknown(string why) => new(401, why);

    public static Verdict Forbidden(string why) => new(403, why);

    public static Verdict Undecided(string why) => new(503, why);
}
