namespace Connectors.Providers.Faasd.Specs;

/// <summary>The environment of a container: the image's, then what its user wishes. A name stands once, where it stood first, with its last value.</summary>
internal static class ContainerVariables
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static IReadOnlyList<string> Of(IEnumerable<string> image, IReadOnlyDictionary<string, string> wishes, string hostName)
    {
        var all = new OrderedDictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = DefaultPath, ["HOSTNAME"] = hostName };
        foreach (var entry in image)
        {
            var equals = entry.IndexOf('=');
            // What an image has without a value or with a zero byte no environment can hold.
            if (equals > 0 && !entry.Contains('\0'))
                all[entry[..equals]] = entry[(equals + 1)..];
        }
        foreach (var (name, value) in wishes.OrderBy(wish => wish.Key, StringComparer.Ordinal))
            all[name] = value;
        return [.. all.Select(variable => $"{variable.Key}={variable.Value}")];
    }
}
