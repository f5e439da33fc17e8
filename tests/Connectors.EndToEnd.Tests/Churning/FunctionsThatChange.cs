using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Connectors.EndToEnd.Tests.Churning;

/// <summary>
/// Functions are scaled, updated, removed and deployed again without a pause, while callers call them. Nobody who calls a function that
/// is there sees anything but its answer. <c>CONNECTORS_TEST_CHURN_SECONDS</c> says for how long.
/// </summary>
public sealed class FunctionsThatChange
{
    private static readonly TimeSpan soon = TimeSpan.FromSeconds(60);

    private static TimeSpan Length =>
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("CONNECTORS_TEST_CHURN_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 30);

    [Fact]
    public async Task Callers_see_answers_alone()
    {
        await using var hub = await HubProcess.StartAsync("""
            version: 1.0
            provider:
              name: openfaas
            functions:
              steady: { image: steady, fprocess: cat }
              scaled: { image: scaled, fprocess: cat }
              updated: { image: updated, fprocess: cat }
              sleepy: { image: sleepy, fprocess: cat }
            """);
        var load = new ChurnLoad(hub);
        var passing = false;
        using var end = new CancellationTokenSource(Length);
        var callers = new List<Task>();
        foreach (var function in new[] { "steady", "scaled", "scaled", "updated", "updated", "sleepy" })
            callers.Add(load.RunAsync(function, null, end.Token));
        callers.Add(load.RunAsync("passing", () => Volatile.Read(ref passing), end.Token));
        callers.Add(load.RunAsync("passing", () => Volatile.Read(ref passing), end.Token));

        var changes = await Task.WhenAll(
            RepeatAsync(async round => await ScaleAsync(hub, "scaled", 1 + (round % 3)), end.Token),
            RepeatAsync(async round =>
            {
                await ScaleAsync(hub, "sleepy", round % 2);
                await Task.Delay(200);
            }, end.Token),
            RepeatAsync(async round =>
            {
                await AcceptedAsync(hub, HttpMethod.Put, "system/functions", Deployment("updated", round));
                await Task.Delay(300);
            }, end.Token),
            RepeatAsync(async round =>
            {
                await AcceptedAsync(hub, HttpMethod.Post, "system/functions", Deployment("passing", round));
                await ReadyAsync(hub, "passing");
                Volatile.Write(ref passing, true);
                await Task.Delay(200);
                await AcceptedAsync(hub, HttpMethod.Delete, "system/functions", JsonContent.Create(new { functionName = "passing" }));
                Volatile.Write(ref passing, false);
            }, end.Token),
            RepeatAsync(async _ =>
            {
                foreach (var path in new[] { "system/functions", "ui/", "openapi.json", "system/queues", "system/topics" })
                {
                    using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, path));
                    Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                }
            }, end.Token));
        await Task.WhenAll(callers);

        Assert.True(load.Wrong.Count == 0, $"of {load.Calls} calls between {changes.Sum()} changes: {string.Join("\n", load.Wrong)}\n{hub.Output}");
        Assert.True(load.Calls > 100 && changes.All(count => count > 2), $"{load.Calls} calls, changes {string.Join(' ', changes)}");
    }

    private static async Task<int> RepeatAsync(Func<int, Task> change, CancellationToken end)
    {
        var round = 0;
        while (!end.IsCancellationRequested)
            await change(round++);
        return round;
    }

    private static JsonContent Deployment(string name, int round) =>
        JsonContent.Create(new { service = name, image = name, envProcess = "cat", envVars = new Dictionary<string, string> { ["ROUND"] = $"{round}" } });

    private static async Task ScaleAsync(HubProcess hub, string function, int replicas)
    {
        await AcceptedAsync(hub, HttpMethod.Post, $"system/scale-function/{function}", JsonContent.Create(new { serviceName = function, replicas }));
        if (replicas > 0)
            await ReadyAsync(hub, function);
    }

    private static async Task AcceptedAsync(HubProcess hub, HttpMethod method, string path, HttpContent content)
    {
        using var answer = await hub.Client.SendAsync(hub.WithCredentials(method, path, content));
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static Task ReadyAsync(HubProcess hub, string function) => Eventually.TrueAsync(
        async () =>
        {
            using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, $"system/function/{function}"));
            using var status = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return status.RootElement.GetProperty("availableReplicas").GetInt32() > 0;
        },
        soon, () => $"{function} is not ready; {hub.Output}");
}
