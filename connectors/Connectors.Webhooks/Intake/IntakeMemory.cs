using System.Runtime.InteropServices;

namespace Connectors.Webhooks.Intake;

/// <summary>
/// How many bytes of bodies may be held at a time by all requests together: a body must be whole before its signature can be
/// checked, so whoever knows the address could otherwise fill the memory. Of that a sender's address has a share, and a source has one, so
/// that neither keeps all others out. Thread-safe.
/// </summary>
internal sealed class IntakeMemory(long limit = IntakeMemory.DefaultLimit)
{
    public const long DefaultLimit = 256L << 20;

    private readonly Lock gate = new();
    private readonly Dictionary<string, long> ofSender = [];
    private readonly Dictionary<string, long> ofSource = [];
    private long held;

    public long Held
    {
        get
        {
            lock (gate)
                return held;
        }
    }

    /// <summary>False when there is no room for so many bytes more; what is taken is given back by the same party.</summary>
    public bool TryTake(long bytes, in IntakeParty party)
    {
        lock (gate)
        {
            if (held + bytes > limit
                || ofSender.GetValueOrDefault(party.Sender) + bytes > Math.Max(limit / 8 * 3, party.LargestBody)
                || ofSource.GetValueOrDefault(party.Source) + bytes > Math.Max(limit / 2, party.LargestBody))
                return false;
            held += bytes;
            CollectionsMarshal.GetValueRefOrAddDefault(ofSender, party.Sender, out _) += bytes;
            CollectionsMarshal.GetValueRefOrAddDefault(ofSource, party.Source, out _) += bytes;
            return true;
        }
    }

    public void GiveBack(long bytes, in IntakeParty party)
    {
        if (bytes == 0)
            return;
        lock (gate)
        {
            held -= bytes;
            Shrink(ofSender, party.Sender, bytes);
            Shrink(ofSource, party.Source, bytes);
        }
    }

    // Whoever holds nothing is not remembered.
    private static void Shrink(Dictionary<string, long> shares, string party, long bytes)
    {
        if ((CollectionsMarshal.GetValueRefOrNullRef(shares, party) -= bytes) == 0)
            shares.Remove(party);
    }
}
