namespace Connectors.Conformance.Queues;

/// <summary>What a queue declares it can do beyond the promise that all keep.</summary>
[Flags]
public enum QueueFeatures
{
    None = 0,

    /// <summary>Invocations of one ordering key run one after another.</summary>
    OrderingKeys = 1,

    /// <summary>One function can be paused by itself.</summary>
    FunctionPause = 2,

    All = OrderingKeys | FunctionPause,
}
