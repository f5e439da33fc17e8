using Connectors.Core.Functions;
using Connectors.Providers.Local.Logs;
using Connectors.Providers.Local.Secrets;
using Connectors.Providers.Local.Supervision;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process.Replicas;

/// <summary>What replicas of all functions share.</summary>
internal sealed class ReplicaSurroundings(
    DataLayout layout,
    ProcessProviderSettings settings,
    SecretFiles secrets,
    LocalLogs logs,
    MarkedProcesses processes,
    Departures departures,
    TimeProvider time,
    ILogger<Replica> logger)
{
    public ProcessProviderSettings Settings => settings;

    public SecretFiles Secrets => secrets;

    public MarkedProcesses Processes => processes;

    public Departures Departures => departures;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    /// <summary>The data directory's id, known once it is held.</summary>
    public string DataId { get; set; } = "";

    public string SearchPath =>
        settings.Path.Length > 0 ? settings.Path : Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin";

    public FunctionLog LogOf(FunctionName function) => logs.Of(function);

    public ReplicaPlace Place(FunctionName function, string replica) => new(Path.Combine(layout.FunctionWork(function), replica));
}
