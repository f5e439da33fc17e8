using Connectors.Core.Functions;
using Connectors.Worker.Leasing;
using Connectors.Worker.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Worker.Tests.Leasing;

public sealed class FunctionPacesTests : IDisposable
{
    private static readonly FunctionName Shout = new("shout", "openfaas-fn");
    private static readonly FunctionName Other = new("other", "openfaas-fn");

    private readonly FakeTimeProvider time = new();
    private readonly Prometheus.CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly FunctionLimits limits;

    public FunctionPacesTests() => limits = new(64, 0, new WorkerMetrics(registry), time);

    public void Dispose() => limits.Dispose();

    [Fact]
    public async Task A_refusal_limits_its_function_alone_and_shows()
    {
        Refuse(Shout, 10);
        Assert.Equal((0, 9), (limits.Available(Shout), limits.Running(Shout)));
        Assert.True(limits.Available(Other) > 40);
        Assert.Contains("queue_worker_function_limit{function_name=\"shout.openfaas-fn\"} 5", await MetricsAsync());
    }

    [Fact]
    public async Task The_end_of_a_pause_is_announced()
    {
        var call = limits.Enter(Shout);
        limits.Leave(Shout, call, new Feedback(Strain.Refused, TimeSpan.FromSeconds(30)));
        Assert.Equal(0, limits.Available(Shout));
        Assert.Contains("queue_worker_function_limit{function_name=\"shout.openfaas-fn\"} 0", await MetricsAsync());
        var changed = limits.Changes.WaitAsync(limits.Changes.Version, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(changed.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        await changed.WaitAsync(Fakes.Poll.Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(1, limits.Available(Shout));
        Assert.Contains("queue_worker_function_limit{function_name=\"shout.openfaas-fn\"} 1", await MetricsAsync());
    }

    [Fact]
    public async Task A_function_of_which_nothing_is_called_any_more_is_forgotten()
    {
        for (var i = 0; i < 1000; i++)
        {
            var function = new FunctionName($"f{i}", "openfaas-fn");
            limits.Leave(function, limits.Enter(function), new Feedback(Strain.Refused));
        }
        Assert.Contains("queue_worker_function_limit{function_name=\"f999.", await MetricsAsync());
        time.Advance(TimeSpan.FromMinutes(11));
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.DoesNotContain("queue_worker_function_limit{", await MetricsAsync());
    }

    [Fact]
    public async Task A_function_that_takes_everything_again_is_forgotten()
    {
        Refuse(Shout, 1);
        time.Advance(TimeSpan.FromSeconds(2));
        for (var i = 0; i < 3000; i++)
            limits.Leave(Shout, limits.Enter(Shout), new Feedback(Strain.Served));
        Assert.DoesNotContain("queue_worker_function_limit{", await MetricsAsync());
        Assert.Equal(56, limits.Available(Shout));
    }

    private void Refuse(FunctionName function, int running)
    {
        var calls = Enumerable.Range(0, running).Select(_ => limits.Enter(function)).ToList();
        limits.Leave(function, calls[0], new Feedback(Strain.Refused));
    }

    private async Task<string> MetricsAsync()
    {
        var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}
