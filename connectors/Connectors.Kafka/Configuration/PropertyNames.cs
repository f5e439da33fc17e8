namespace Connectors.Kafka.Configuration;

/// <summary>The names of librdkafka's properties as users write them, and those that are not theirs to set.</summary>
internal static class PropertyNames
{
    private const string FileSuffix = ".file";

    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["bootstrap.servers"] = "is written kafka.bootstrap-servers",
        ["metadata.broker.list"] = "is written kafka.bootstrap-servers",
        ["group.id"] = "is written kafka.group-id",
        ["auto.offset.reset"] = "is written kafka.auto-offset-reset",
        ["enable.auto.commit"] = "cannot be set: offsets are committed once their messages are queued; remove it",
        ["auto.commit.enable"] = "cannot be set: offsets are committed once their messages are queued; remove it",
        ["enable.auto.offset.store"] = "cannot be set: an offset is stored only once all messages before it are queued; remove it",
        ["offset.store.method"] = "cannot be set: offsets are kept by the brokers, so that replicas share them; remove it",
        ["partition.assignment.strategy"] = "cannot be set: partitions are handed over by cooperative-sticky, without which all would stop at every change; remove it",
        ["group.protocol"] = "cannot be set: the group uses the classic protocol; remove it",
        ["test.mock.num.brokers"] = "cannot be set: it would put an invented cluster in the place of yours; remove it",
    };

    /// <summary>librdkafka's own spelling: environment variables have no dots.</summary>
    public static string Of(string written) => written.Trim().ToLowerInvariant().Replace('-', '.').Replace('_', '.');

    /// <summary>True when the value stands in a file.</summary>
    public static bool IsFile(string name, out string property)
    {
        var isFile = name.EndsWith(FileSuffix, StringComparison.Ordinal) && name.Length > FileSuffix.Length;
        property = isFile ? name[..^FileSuffix.Length] : name;
        return isFile;
    }

    public static IEnumerable<string> Faults(IReadOnlyDictionary<string, string> properties)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var written in properties.Keys.Order(StringComparer.Ordinal))
        {
            IsFile(Of(written), out var property);
            if (Refused.TryGetValue(property, out var why))
                yield return $"kafka.{written} {why}";
            else if (!seen.Add(property))
                yield return $"kafka.{written} is given twice, once with a file or in another spelling; keep one";
        }
    }
}
