using Connectors.Core.Functions;
using Connectors.Worker.Metrics;
using Connectors.Worker.Tests.Fakes;

namespace Connectors.Worker.Tests.Metrics;

public sealed class GoneSeriesTests : IAsyncDisposable
{
    private static readonly FunctionName gone = new("gone", "openfaas-fn");
    private static readonly FunctionName stays = new("stays", "openfaas-fn");
    private readonly WorkerRig rig = new();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task The_numbers_of_a_function_are_dropped_an_hour_after_it()
    {
        rig.Catalogue.Scale(stays, 1);
        var metrics = rig.Get<WorkerMetrics>();
        foreach (var function in new[] { gone, stays })
        {
            metrics.Retried("faas-request", function);
            metrics.Dead("faas-request", function);
            metrics.CallbackDelivered(function);
            metrics.CallbackFailed(function, final: true);
            metrics.Inflight("faas-request", function).Dispose();
        }
        using var running = metrics.Inflight("slow", gone);

        await LookAfterAsync(TimeSpan.Zero);
        await LookAfterAsync(TimeSpan.FromMinutes(59));
        Assert.Contains("queue_worker_messages_dead_total{queue_name=\"faas-request\",function_name=\"gone.openfaas-fn\"} 1", await rig.MetricsAsync());
        await LookAfterAsync(TimeSpan.FromMinutes(1));

        var left = await rig.MetricsAsync();
        Assert.Equal(5, left.Split('\n').Count(line => line.Contains("stays.openfaas-fn", StringComparison.Ordinal)));
        Assert.Equal(
            ["queue_worker_function_invocation_inflight{queue_name=\"slow\",function_name=\"gone.openfaas-fn\"} 1"],
            left.Split('\n').Where(line => line.Contains("gone.openfaas-fn", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task While_nobody_can_be_asked_nobody_is_gone()
    {
        rig.Catalogue.Away = new InvalidOperationException("away");
        rig.Get<WorkerMetrics>().Dead("faas-request", gone);
        using var stop = new CancellationTokenSource();
        var running = rig.Get<GoneSeries>().RunAsync(stop.Token);
        await Poll.UntilAsync(() => rig.Catalogue.Refusals > 30, rig.Time, GoneFunctions.Interval);
        await stop.CancelAsync();
        await running.Soon();
        Assert.Contains("gone.openfaas-fn", await rig.MetricsAsync());
    }

    private async Task LookAfterAsync(TimeSpan span)
    {
        rig.Time.Advance(span);
        await rig.Get<GoneSeries>().LookAsync(TestContext.Current.CancellationToken);
    }
}
