namespace Connectors.Watchdog.Callers;

/// <summary>What an issuer said of itself. Immutable.</summary>
/// <param name="Name">As its tokens name it, which is also whom they must be meant for.</param>
/// <param name="Keys">By which it signs.</param>
/// <param name="At">When, a timestamp.</param>
internal sealed record Issuer(string Name, IReadOnlyList<SigningKey> Keys, long At)
{
    /// <summary>The key of an id; null when there is none.</summary>
    public SigningKey? Find(string id)
    {
        foreach (var key in Keys)
        {
            if (key.Id == id)
                return key;
        }
        return null;
    }
}
