using System.Runtime.InteropServices;

namespace Connectors.KafkaMock;

/// <summary>librdkafka's own cluster, of brokers that listen on loopback ports of their choice. Everything is in memory.</summary>
internal sealed partial class MockCluster : IDisposable
{
    private const string Library = "librdkafka";
    private const int Producer = 0;

    // librdkafka.so wants a library for Kerberos that not every machine has; the other does without.
    private static readonly string[] Builds = ["librdkafka", "centos8-librdkafka"];

    private readonly nint client;
    private readonly nint cluster;
    private readonly int brokers;

    static MockCluster() => NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, (_, assembly, path) => Builds
        .Select(build => NativeLibrary.TryLoad(build, assembly, path, out var loaded) ? loaded : 0)
        .FirstOrDefault(loaded => loaded != 0));

    public MockCluster(int brokers)
    {
        this.brokers = brokers;
        var said = new byte[512];
        client = New(Producer, NewConfiguration(), said, (nuint)said.Length);
        if (client == 0)
            throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(said).TrimEnd('\0'));
        cluster = NewCluster(client, brokers);
        SetRebalanceDelay(cluster, 100);
    }

    public string Bootstrap => Marshal.PtrToStringUTF8(Bootstraps(cluster))!;

    public void CreateTopic(string topic, int partitions) => Check(CreateTopic(cluster, topic, partitions, Math.Min(brokers, 3)));

    /// <param name="broker">1, 2, …; 0: all.</param>
    public void Down(int broker) => Each(broker, one => SetDown(cluster, one));

    /// <param name="broker">1, 2, …; 0: all.</param>
    public void Up(int broker) => Each(broker, one => SetUp(cluster, one));

    /// <summary>The next requests of a kind fail.</summary>
    public void Fail(short request, int error, int times) => PushErrors(cluster, request, (nuint)times, [.. Enumerable.Repeat(error, times)]);

    public void Dispose()
    {
        DestroyCluster(cluster);
        Destroy(client);
    }

    private void Each(int broker, Func<int, int> change)
    {
        foreach (var one in broker == 0 ? Enumerable.Range(1, brokers) : [broker])
            Check(change(one));
    }

    private static void Check(int error)
    {
        if (error != 0)
            throw new InvalidOperationException(Marshal.PtrToStringUTF8(ErrorText(error)));
    }

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConfiguration();

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint New(int type, nint configuration, byte[] error, nuint length);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    private static partial void Destroy(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_err2str")]
    private static partial nint ErrorText(int error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint NewCluster(nint client, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static partial void DestroyCluster(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    private static partial void SetRebalanceDelay(nint cluster, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateTopic(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static partial int SetDown(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static partial int SetUp(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    private static partial void PushErrors(nint cluster, short request, nuint count, int[] errors);
}
