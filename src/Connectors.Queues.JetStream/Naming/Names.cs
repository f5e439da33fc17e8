namespace Connectors.Queues.JetStream.Naming;

/// <summary>Every stream, bucket, consumer and subject of the queue.</summary>
internal static class Names
{
    public const string QueueStreamPrefix = "OF_";
    public const string Delayed = "CONNECTORS_DELAYED";
    public const string Dead = "CONNECTORS_DEAD";
    public const string Callbacks = "CONNECTORS_CALLBACKS";
    public const string Records = "CONNECTORS_RECORDS";
    public const string Results = "CONNECTORS_RESULTS";
    public const string Deduplication = "connectors-dedup";
    public const string Checkpoints = "connectors-checkpoints";
    public const string Control = "connectors-control";
    public const string Bodies = "connectors-bodies";
    public const string ResultBodies = "connectors-results";

    public const string SharedConsumer = "workers";
    public const string ClockConsumer = "clock";
    public const string CallbackConsumer = "callers";

    public const string RecordPrefix = "connectors.record.";
    public const string ResultPrefix = "connectors.result.";
    public const string CallbackPrefix = "connectors.callback.";
    public const string DelayPrefix = "connectors.delay.";
    public const string DeadPrefix = "connectors.dead.";
    public const string CallPrefix = "connectors.call.";
    public const string LinePrefix = "connectors.line.";

    /// <summary>Asks every process what it runs.</summary>
    public const string AskRunning = "connectors.ask.running";

    /// <summary>Asks every process something else: <c>connectors.ask.{question}</c>.</summary>
    public const string AskPrefix = "connectors.ask.";

    /// <summary>What one process is told: <c>connectors.tell.{instance}</c>.</summary>
    public const string TellPrefix = "connectors.tell.";
}
