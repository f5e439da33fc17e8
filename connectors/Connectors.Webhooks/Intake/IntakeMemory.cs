namespace Connectors.Webhooks.Intake;

/// <summary>
/// How many bytes of bodies may be held at a time by all requests together: a body must be whole before its signature can be
/// checked, so whoever knows the address could otherwise fill the memory. Thread-safe.
/// </summary>
internal sealed class IntakeMemory(long limit = IntakeMemory.DefaultLimit)
{
    public const long DefaultLimit = 256L << 20;

    private long held;

    public long Held => Interlocked.Read(ref held);

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref held, bytes) <= limit)
            return true;
        Interlocked.Add(ref held, -bytes);
        return false;
    }

    public void GiveBack(long bytes) => Interlocked.Add(ref held, -bytes);
}
