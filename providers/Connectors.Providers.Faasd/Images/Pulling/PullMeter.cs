namespace Connectors.Providers.Faasd.Images.Pulling;

/// <summary>Counts how far a pull is, and tells it now and then. Thread-safe.</summary>
internal sealed class PullMeter(string image, IProgress<PullProgress>? listener)
{
    private const long Stride = 1 << 20;

    private readonly Lock gate = new();
    private PullProgress now = new(image, PullStep.Resolving, 0, 0, 0, 0);
    private long told;

    public void Begin() => Tell(progress => progress);

    /// <summary>What there is to fetch.</summary>
    public void Plan(int layers, long bytes) => Tell(progress => progress with { Step = PullStep.Fetching, Layers = layers, TotalBytes = bytes });

    /// <summary>So many bytes more are here; fewer than zero: they have to come again.</summary>
    public void Add(long bytes)
    {
        lock (gate)
        {
            now = now with { Bytes = now.Bytes + bytes };
            if (now.Bytes - told < Stride && now.Bytes != now.TotalBytes)
                return;
        }
        Tell(progress => progress);
    }

    public void Unpack() => Tell(progress => progress with { Unpacked = progress.Unpacked + 1 });

    public void End() => Tell(progress => progress with { Step = PullStep.Done });

    private void Tell(Func<PullProgress, PullProgress> change)
    {
        lock (gate)
        {
            now = change(now);
            told = now.Bytes;
            listener?.Report(now);
        }
    }
}
