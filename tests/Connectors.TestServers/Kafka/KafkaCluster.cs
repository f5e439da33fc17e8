using System.Globalization;
using System.Reflection;

namespace Connectors.TestServers.Kafka;

/// <summary>
/// A Kafka cluster of one test's own: librdkafka's mock brokers, which speak the real protocol over loopback, in a process of their own. What
/// is in it lives as long as it does; a partition keeps 5 MB. Topics come to be by producing to them, with four partitions.
/// </summary>
public sealed class KafkaCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Program = typeof(KafkaCluster).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(about => about.Key == "KafkaMockProgram").Value!;
    private readonly ServerProcess process;
    private int told;

    private KafkaCluster(ServerProcess process) => this.process = process;

    /// <summary>Its brokers, separated by commas.</summary>
    public string Bootstrap { get; private set; } = "";

    public static async Task<KafkaCluster> StartAsync(int brokers = 3)
    {
        var cluster = new KafkaCluster(ServerProcess.Start("dotnet", [Program, brokers.ToString(CultureInfo.InvariantCulture)], isTold: true));
        await cluster.EventuallyAsync(lines => lines.Any(line => line.StartsWith("listens ", StringComparison.Ordinal)));
        cluster.Bootstrap = cluster.Lines().First(line => line.StartsWith("listens ", StringComparison.Ordinal))["listens ".Length..];
        return cluster;
    }

    public Task CreateTopicAsync(string topic, int partitions) => DoAsync($"create {topic} {partitions}");

    /// <summary>Brokers hang up and let nobody in any more.</summary>
    /// <param name="broker">1, 2, …; 0: all.</param>
    public Task DownAsync(int broker = 0) => DoAsync($"down {broker}");

    /// <summary>They are back with all they had.</summary>
    /// <param name="broker">1, 2, …; 0: all.</param>
    public Task UpAsync(int broker = 0) => DoAsync($"up {broker}");

    /// <summary>The next requests of a kind are answered by an error.</summary>
    /// <param name="request">The number of the kind in Kafka's protocol.</param>
    /// <param name="error">The number of the error there.</param>
    /// <param name="times">How many.</param>
    public Task FailAsync(int request, int error, int times) => DoAsync($"fail {request} {error} {times}");

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private async Task DoAsync(string command)
    {
        await process.TellAsync(command);
        told++;
        await EventuallyAsync(lines => Answers(lines).Count() >= told);
        if (Answers(Lines()).ElementAt(told - 1) is var answer && answer != "done")
            throw new InvalidOperationException($"'{command}': {answer}");
    }

    private static IEnumerable<string> Answers(IEnumerable<string> lines) =>
        lines.Where(line => line == "done" || line.StartsWith("failed ", StringComparison.Ordinal));

    private string[] Lines() => process.Said.Split('\n', StringSplitOptions.TrimEntries);

    private async Task EventuallyAsync(Func<string[], bool> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition(Lines()))
        {
            if (process.HasExited || deadline.IsCancellationRequested)
                throw new InvalidOperationException($"the Kafka cluster does not answer; it said:\n{process.Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }
}
