using System.Text.Json;

namespace Connectors.TestServers.Nats;

/// <summary>A stream as a server of the cluster tells of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Leader">The server that leads it; empty while it is elected.</param>
/// <param name="Replicas">How many copies it is configured to have.</param>
/// <param name="Direct">True when any server that has a copy may answer a read.</param>
/// <param name="IsWhole">True when somebody leads it and every copy has what the leader has. Only the leader knows.</param>
/// <param name="Consumers">Of each consumer, by its name, on how many servers its state is.</param>
public sealed record ReplicatedStream(string Name, string Leader, int Replicas, bool Direct, bool IsWhole, IReadOnlyDictionary<string, int> Consumers)
{
    internal static IEnumerable<ReplicatedStream> Read(JsonElement? jetStream)
    {
        if (jetStream is not { } known || !known.TryGetProperty("account_details", out var accounts))
            yield break;
        foreach (var account in accounts.EnumerateArray())
        {
            if (!account.TryGetProperty("stream_detail", out var streams))
                continue;
            foreach (var stream in streams.EnumerateArray())
                yield return Of(stream);
        }
    }

    private static ReplicatedStream Of(JsonElement stream)
    {
        var config = stream.GetProperty("config");
        var consumers = new Dictionary<string, int>(StringComparer.Ordinal);
        if (stream.TryGetProperty("consumer_detail", out var details) && details.ValueKind == JsonValueKind.Array)
        {
            foreach (var consumer in details.EnumerateArray())
                consumers[consumer.GetProperty("name").GetString()!] = Servers(consumer);
        }
        var replicas = config.GetProperty("num_replicas").GetInt32();
        return new(
            stream.GetProperty("name").GetString()!, LeaderOf(stream), replicas,
            config.TryGetProperty("allow_direct", out var direct) && direct.GetBoolean(), LeaderOf(stream).Length > 0 && CurrentFollowers(stream) == replicas - 1, consumers);
    }

    /// <summary>How many of those that follow a leader have what it has.</summary>
    internal static int CurrentFollowers(JsonElement subject, string group = "cluster") =>
        subject.TryGetProperty(group, out var cluster) && cluster.TryGetProperty("replicas", out var others)
            ? others.EnumerateArray().Count(other => other.GetProperty("current").GetBoolean() && !(other.TryGetProperty("offline", out var away) && away.GetBoolean()))
            : 0;

    internal static string LeaderOf(JsonElement subject, string group = "cluster") =>
        subject.TryGetProperty(group, out var cluster) && cluster.TryGetProperty("leader", out var leader) ? leader.GetString()! : "";

    private static int Servers(JsonElement subject) =>
        subject.TryGetProperty("cluster", out var cluster) && cluster.TryGetProperty("replicas", out var others) ? others.GetArrayLength() + 1 : 1;
}
