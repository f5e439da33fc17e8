using System.Net;
using System.Text.Json;

namespace Connectors.EndToEnd.Tests;

/// <summary>What an operator does from the command line when a function fails, is mended, and has to catch up.</summary>
public sealed class Operating
{
    private const string Queue = "faas-request";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private const string Stack = """
        version: 1.0
        provider:
          name: openfaas
        functions:
          order:
            image: order
            fprocess: sh -c 'test -e DIR/mended && tr a-z A-Z || exit 1'
            annotations:
              com.openfaas.retry.attempts: 1
        """;

    [Fact]
    public async Task Dead_letters_are_seen_mended_and_redriven()
    {
        await using var hub = await HubProcess.StartAsync(Stack);
        var ids = new[] { await CallAsync(hub), await CallAsync(hub), await CallAsync(hub), await CallAsync(hub) };
        await CountAsync(hub, "dead", 4);

        var listed = await OkAsync(hub, "dead-letters", Queue, "--function", "order");
        Assert.All(ids, id => Assert.Contains(id, listed, StringComparison.Ordinal));
        Assert.Contains("500", await OkAsync(hub, "dead-letter", Queue, ids[0]), StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(hub.Directory, "mended"), "");
        Assert.Contains("1 dead letter redriven.", await OkAsync(hub, "redrive", Queue, ids[0]), StringComparison.Ordinal);
        Assert.Contains("1 dead letter purged.", await OkAsync(hub, "purge", Queue, ids[1], "--yes"), StringComparison.Ordinal);
        Assert.Contains("2 dead letters redriven.", await OkAsync(hub, "redrive", Queue, "--function", "order"), StringComparison.Ordinal);
        foreach (var id in new[] { ids[0], ids[2], ids[3] })
            await Eventually.TrueAsync(async () => (await OkAsync(hub, "call", id)).Contains("succeeded", StringComparison.Ordinal), Soon, () => hub.Output);
        Assert.Equal("HELLO", await OkAsync(hub, "call", ids[2], "--result"));

        var purged = await RunAsync(hub, "call", ids[1]);
        Assert.Equal(1, purged.ExitCode);
        Assert.Contains($"there is no call '{ids[1]}'", purged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_behind_a_pause_is_cancelled_or_goes_on()
    {
        await using var hub = await HubProcess.StartAsync(Stack);
        await File.WriteAllTextAsync(Path.Combine(hub.Directory, "mended"), "");
        await CallAsync(hub);
        await CountAsync(hub, "consumers", 1);
        await OkAsync(hub, "pause", Queue);
        var (one, other) = (await CallAsync(hub), await CallAsync(hub));
        await CountAsync(hub, "pending", 2);
        Assert.Contains("paused", await OkAsync(hub, "list"), StringComparison.Ordinal);

        await OkAsync(hub, "cancel", one);
        var unasked = await RunAsync(hub, "cancel-all", Queue, "--all");
        Assert.Equal(2, unasked.ExitCode);
        Assert.Contains("1 call cancelled.", await OkAsync(hub, "cancel-all", Queue, "--all", "--yes"), StringComparison.Ordinal);
        await OkAsync(hub, "resume", Queue);

        var page = JsonDocument.Parse(await OkAsync(hub, "invocations", Queue, "--state", "cancelled", "--output", "json")).RootElement;
        Assert.Equal(new[] { one, other }.Order(), page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("callId").GetString()!).Order());
        await CountAsync(hub, "pending", 0);
    }

    [Fact]
    public async Task Without_the_hubs_credentials_nothing_is_told()
    {
        await using var hub = await HubProcess.StartAsync(Stack);
        var stranger = await ConnectorsProgram.RunAsync("queue", "list", "--gateway", hub.Gateway.ToString(), "--data", Path.Combine(hub.Directory, "elsewhere"));
        Assert.Equal(1, stranger.ExitCode);
        Assert.Contains($"it asks for credentials, and there are none in {Path.Combine(hub.Directory, "elsewhere", "secrets")}", stranger.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_alone_wants_a_queue_that_processes_share()
    {
        var refused = await ConnectorsProgram.RunAsync("worker");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("the embedded queue lives in one process", refused.Output, StringComparison.Ordinal);
    }

    private static async Task<string> CallAsync(HubProcess hub)
    {
        using var answer = await hub.Client.PostAsync("async-function/order", new StringContent("hello"));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Headers.GetValues("X-Call-Id").Single();
    }

    private static Task CountAsync(HubProcess hub, string number, int count) => Eventually.TrueAsync(
        async () => JsonDocument.Parse(await OkAsync(hub, "show", Queue, "--output", "json")).RootElement.GetProperty(number).GetInt32() == count,
        Soon,
        () => $"{number} does not become {count}; {hub.Output}");

    private static async Task<string> OkAsync(HubProcess hub, params string[] arguments)
    {
        var (code, output) = await RunAsync(hub, arguments);
        Assert.True(code == 0, $"queue {string.Join(' ', arguments)} ended with {code}: {output}");
        return output;
    }

    private static Task<(int ExitCode, string Output)> RunAsync(HubProcess hub, params string[] arguments) =>
        ConnectorsProgram.RunAsync(["queue", .. arguments, "--gateway", hub.Gateway.ToString(), "--data", hub.Data]);
}
