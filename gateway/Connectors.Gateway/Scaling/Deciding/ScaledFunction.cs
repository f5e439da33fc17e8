using Connectors.Core.Functions;

namespace Connectors.Gateway.Scaling.Deciding;

/// <summary>What is remembered of one function from round to round. Written by the round alone; the report may read it at any time.</summary>
internal sealed class ScaledFunction(FunctionName name, ScalingLabels labels, TimeProvider time)
{
    public FunctionName Name => name;

    /// <summary>As they were read in the last round.</summary>
    public ScalingLabels Labels { get; private set; } = labels;

    /// <summary>Which recommendations there were.</summary>
    public DownWindow Window { get; private set; } = new(time);

    /// <summary>For how long it has had nothing to do.</summary>
    public Idleness Idle { get; } = new(time);

    /// <summary>The load that was measured last; null: none yet.</summary>
    public double? Load { get; set; }

    /// <summary>Null until there is one.</summary>
    public ScalingDecision? Decision { get; private set; }

    /// <summary>What keeps it from being scaled; null: nothing.</summary>
    public string? Fault { get; set; }

    /// <summary>Sentences about labels that could not be read; empty when all could.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Takes the labels of its present deployment.</summary>
    /// <returns>The warnings that were not there before.</returns>
    public IEnumerable<string> Relabel(ScalingLabels next, IReadOnlyList<string> warnings)
    {
        // What was recommended under another rule says nothing about this one.
        if (next != Labels)
            Window = new(time);
        var before = Warnings;
        (Labels, Warnings) = (next, warnings);
        return warnings.Except(before);
    }

    public void Decide(int replicas, string reason) => Decision = new ScalingDecision(replicas, reason, time.GetUtcNow());
}
