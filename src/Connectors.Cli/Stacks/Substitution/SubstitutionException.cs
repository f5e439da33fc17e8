namespace Connectors.Cli.Stacks.Substitution;

/// <summary>A <c>${…}</c> that cannot be read; the line it begins on and why.</summary>
internal sealed class SubstitutionException(long line, string reason) : Exception(reason)
{
    public long Line => line;
}
