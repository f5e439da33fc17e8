using System.Text;

namespace Connectors.Webhooks.Secrets;

/// <summary>
/// A file of one secret, or of two while one replaces the other. Read again when it changes; when it has become unusable the last
/// good secrets stay in force and the fault is told. Thread-safe.
/// </summary>
internal sealed class SecretFile(string path, TimeProvider timeProvider, Func<WebhookSecret, string?>? faultOf = null)
{
    private const int MaxBytes = 8192;

    // A file written twice within the file system's resolution looks unchanged; until it has aged it is read every time.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private volatile Snapshot? last;

    public SecretReading Read()
    {
        var seen = last;
        try
        {
            var file = new FileInfo(path);
            var stamp = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
            if (seen is { Fault: null } && file.Exists && seen.Stamp == stamp && seen.ReadAt - stamp.LastWriteTimeUtc > Settled)
                return seen.Reading;
            return Remember(seen, stamp, Parse(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Remember(seen, default, new([], $"'{path}' cannot be read ({exception.Message}); make it readable for this process"));
        }
    }

    private SecretReading Remember(Snapshot? seen, (DateTime, long) stamp, SecretReading now)
    {
        var reading = now.Fault is null ? now : now with { Secrets = seen?.Reading.Secrets ?? [] };
        last = new Snapshot(stamp, timeProvider.GetUtcNow().UtcDateTime, reading);
        return reading;
    }

    private SecretReading Parse(FileInfo file)
    {
        if (!file.Exists)
            return new([], $"'{path}' does not exist; write the secret into it, one line");
        if (file.Length > MaxBytes)
            return new([], $"'{path}' is too large for a secret; write one secret a line, one or two lines");
        var lines = File.ReadAllText(path, Encoding.UTF8)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines switch
        {
            [] => new([], $"'{path}' is empty; write the secret into it, one line"),
            { Length: > 2 } => new([], $"'{path}' holds {lines.Length} lines; write one secret a line, two at most"),
            _ when lines.Any(line => line.Length > WebhookSecret.MaxLength) =>
                new([], $"'{path}' holds a line of more than {WebhookSecret.MaxLength} characters; write a shorter secret"),
            _ => Checked([.. lines.Select(line => new WebhookSecret(line))]),
        };
    }

    private SecretReading Checked(IReadOnlyList<WebhookSecret> secrets) =>
        faultOf is not null && secrets.Select(faultOf).FirstOrDefault(fault => fault is not null) is { } unusable
            ? new([], $"'{path}': {unusable}")
            : new(secrets, null);

    private sealed record Snapshot((DateTime, long) Stamp, DateTime ReadAt, SecretReading Reading)
    {
        public string? Fault => Reading.Fault;
    }
}

/// <summary>The secrets in force, and what is wrong with the file, if anything.</summary>
internal sealed record SecretReading(IReadOnlyList<WebhookSecret> Secrets, string? Fault);
