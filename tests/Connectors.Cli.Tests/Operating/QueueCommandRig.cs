using Connectors.Cli.Commands;
using Connectors.Cli.Tests.Commands;

namespace Connectors.Cli.Tests.Operating;

/// <summary><c>connectors queue …</c> against a gateway that is a script.</summary>
public abstract class QueueCommandRig : IAsyncLifetime
{
    protected const string Queues = """
        [{"queue":"faas-request","paused":false,"pending":3,"running":1,"delayed":2,"dead":450,"callbacksPending":4,"oldestPendingSeconds":200,"consumers":2,
          "functions":[{"function":"shout","namespace":"openfaas-fn","paused":true,"pending":3,"running":1,"delayed":2,"dead":5},{"function":"shout","namespace":"team","paused":false,"pending":0,"running":0,"delayed":0,"dead":445}]},
         {"queue":"slow","paused":true,"pending":0,"running":0,"delayed":0,"dead":0,"callbacksPending":0,"oldestPendingSeconds":0,"functions":[]}]
        """;

    protected const string Call = """
        {"callId":"c1","queue":"faas-request","function":"shout","namespace":"openfaas-fn","state":"dead","run":1,"acceptedAt":"2030-01-02T03:04:05Z","reason":"attempt 2 of 2 failed\u001b[2J",
         "attempts":[{"run":1,"number":1,"startedAt":"2030-01-02T03:04:05Z","seconds":0.25,"status":500,"worker":"w1"},{"run":1,"number":2,"startedAt":"2030-01-02T03:04:06Z","seconds":0.5,"error":"broke off","worker":"w2"}],
         "callback":{"url":"http://example.com/","state":"pending","attempts":3,"lastError":"refused"},"result":{"status":500,"bytes":7}}
        """;

    private protected TemporaryFolder Folder { get; } = new();
    protected StringWriter Output { get; } = new();
    protected StringWriter Error { get; } = new();
    private protected ScriptedGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Gateway = (await ScriptedGateway.StartAsync()).On("GET /system/queues", 200, Queues);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Gateway.DisposeAsync();
        Folder.Dispose();
        await Output.DisposeAsync();
        await Error.DisposeAsync();
    }

    private protected CommandSurroundings Surroundings() =>
        new(Folder.Path, new Dictionary<string, string> { ["OPENFAAS_URL"] = Gateway.Address.ToString() }, Output, Error);

    private protected CommandSurroundings Asking(string answer) => Surroundings() with { CanAsk = true, Input = new StringReader(answer + "\n") };

    protected Task<int> RunAsync(params string[] arguments) => RunAsync(Surroundings(), arguments);

    private protected Task<int> RunAsync(CommandSurroundings surroundings, params string[] arguments)
    {
        string[] data = arguments.Contains("--data") ? [] : ["--data", "none"];
        return new CommandTree(new RecordingHub(), surroundings).RunAsync(["queue", .. arguments, .. data], TestContext.Current.CancellationToken);
    }
}
