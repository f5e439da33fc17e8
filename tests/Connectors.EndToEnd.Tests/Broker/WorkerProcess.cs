namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>The real program, started by <c>connectors worker</c> on a queue and a gateway.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly ProgramProcess program;

    private WorkerProcess(string name, ProgramProcess program) => (Name, this.program) = (name, program);

    /// <summary>As it stands in the records of attempts.</summary>
    public string Name { get; }

    /// <summary>Everything it has printed.</summary>
    public string Output => program.Output;

    /// <param name="name">Its name in the records.</param>
    /// <param name="nats">Where the queue is.</param>
    /// <param name="gateway">Whose functions it calls.</param>
    /// <param name="variables">Its environment, beside the test's own.</param>
    public static async Task<WorkerProcess> StartAsync(string name, string nats, HubProcess gateway, IReadOnlyDictionary<string, string> variables)
    {
        var environment = new Dictionary<string, string>(variables) { ["CONNECTORS_WORKER__NAME"] = name };
        var worker = new WorkerProcess(
            name, new ProgramProcess(["worker", "--nats", nats, "--gateway", gateway.Gateway.ToString(), "--data", gateway.Data], environment));
        await worker.program.StartAsync("worker runs");
        return worker;
    }

    /// <summary>As a power switch would end it.</summary>
    public Task KillAsync() => program.KillAsync();

    /// <summary>As an orchestrator would end it.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> TerminateAsync() => program.TerminateAsync();

    public ValueTask DisposeAsync() => program.DisposeAsync();
}
