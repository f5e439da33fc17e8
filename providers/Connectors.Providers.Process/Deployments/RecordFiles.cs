using System.Text.Json.Serialization.Metadata;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process.Deployments;

/// <summary>Reads records back at start, and keeps what cannot be read for its owner to look at.</summary>
internal static class RecordFiles
{
    /// <summary>The records of a directory, ordered.</summary>
    public static IReadOnlyList<string> In(string directory) =>
        Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory, "*.json").Order(StringComparer.Ordinal)] : [];

    /// <summary>The record, or null when it is unreadable or has a fault: it is then moved aside and logged.</summary>
    public static T? Read<T>(string path, JsonTypeInfo<T> type, Func<T, string?> fault, ILogger logger) where T : class
    {
        string? reason;
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
            reason = record is null ? "it is empty" : fault(record);
            if (reason is null)
                return record;
        }
        catch (JsonException malformed)
        {
            reason = malformed.Message;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            reason = unreadable.Message;
        }
        SetAside(path, reason, logger);
        return null;
    }

    private static void SetAside(string path, string reason, ILogger logger)
    {
        var aside = $"{path}.unreadable-{Guid.NewGuid():N}";
        try
        {
            File.Move(path, aside);
            Log.RecordSetAside(logger, path, reason, aside);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Log.RecordUnreadable(logger, path, reason, cause);
        }
    }
}
