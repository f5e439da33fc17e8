using System.Globalization;
using Connectors.Providers.Faasd.Images.Pulling;

namespace Connectors.Providers.Faasd.Replicas;

/// <summary>Tells in a function's log how far the pull of its image is: when it begins, each quarter of it, and its end. Thread-safe.</summary>
internal sealed class PullLines(Action<string> write) : IProgress<PullProgress>
{
    private const int Parts = 4;

    private readonly Lock gate = new();
    private PullStep? step;
    private long part;

    public void Report(PullProgress value)
    {
        lock (gate)
        {
            if (Line(value) is { } line)
                write(line);
        }
    }

    private string? Line(PullProgress now)
    {
        var before = (step, part);
        step = now.Step;
        part = now.TotalBytes > 0 ? now.Bytes * Parts / now.TotalBytes : 0;
        // What was here already is not worth a line.
        if (now.Step != PullStep.Fetching && before.step != PullStep.Fetching)
            return null;
        if (now.Step == PullStep.Done)
            return string.Create(CultureInfo.InvariantCulture, $"pulled {now.Image}: {now.Bytes} bytes in {now.Layers} layers");
        return before.step != PullStep.Fetching ? $"pulling {now.Image}"
            : before.part != part && part < Parts ? string.Create(CultureInfo.InvariantCulture, $"pulling {now.Image}: {part * 100 / Parts} % of {now.TotalBytes} bytes")
            : null;
    }
}
