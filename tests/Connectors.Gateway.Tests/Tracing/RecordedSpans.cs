using System.Collections.Concurrent;
using System.Diagnostics;

namespace Connectors.Gateway.Tests.Tracing;

/// <summary>Listens to the hub's spans while it lives, as an exporter would. Listeners hear the whole process, so such tests run alone.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private readonly ActivityListener listener;

    public RecordedSpans()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Connectors.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public ConcurrentQueue<Activity> Ended { get; } = new();

    public void Dispose() => listener.Dispose();
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Tracing
{
    public const string Name = "Tracing";
}
