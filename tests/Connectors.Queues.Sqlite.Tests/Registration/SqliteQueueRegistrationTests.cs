using Connectors.Core.Checkpoints;
using Connectors.Core.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Queues.Sqlite.Tests.Registration;

public sealed class SqliteQueueRegistrationTests : IDisposable
{
    private readonly TempDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(typeof(IInvocationQueue))]
    [InlineData(typeof(IInvocationRecords))]
    [InlineData(typeof(ICallbackQueue))]
    [InlineData(typeof(IDeadLetters))]
    [InlineData(typeof(IQueueStatistics))]
    [InlineData(typeof(IQueueControl))]
    [InlineData(typeof(ICheckpointStore))]
    public async Task Every_promise_is_registered(Type promise)
    {
        await using var services = new ServiceCollection().AddLogging().AddSqliteQueue(new QueueSettings(), directory.Path).BuildServiceProvider();
        Assert.NotNull(services.GetRequiredService(promise));
    }

    [Fact]
    public async Task A_host_does_not_start_on_a_bad_directory()
    {
        var file = Path.Combine(directory.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        using var host = new HostBuilder().ConfigureServices(services => services.AddSqliteQueue(new QueueSettings(), file)).Build();
        var refused = await Assert.ThrowsAsync<QueueStartException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_are_sound_by_default_and_name_every_fault()
    {
        Assert.Empty(new QueueSettings().Faults());
        var faults = new QueueSettings
        {
            AckWait = TimeSpan.Zero,
            DedupWindow = TimeSpan.FromSeconds(-1),
            ResultMaxBytes = new(-1),
            InlineLimit = new(1L << 40),
            SweepInterval = TimeSpan.MaxValue,
        }.Faults().ToList();
        Assert.Equal(
            ["queue.inline-limit", "queue.result-max-bytes", "queue.ack-wait", "queue.dedup-window", "queue.sweep-interval"],
            faults.Select(fault => fault.Split(' ')[0]));
    }
}
