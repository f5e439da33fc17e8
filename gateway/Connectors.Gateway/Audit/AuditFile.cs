using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Audit;

/// <summary>
/// Records as lines of JSON at the end of a file, which is opened for each of them, so that it may be moved away meanwhile. A record that cannot be
/// written is told in the log, where it stands too; the call is not undone. Thread-safe.
/// </summary>
internal sealed class AuditFile(GatewaySettings settings, ILoggerFactory loggers)
{
    private readonly ILogger logger = loggers.CreateLogger(AuditTrail.Category);
    private readonly Lock gate = new();
    private volatile string? fault;

    /// <summary>Why the last record is missing from the file; null when it is not.</summary>
    public string? Fault => fault;

    /// <summary>What is wrong with the file that the settings name; null when nothing is, or none is named.</summary>
    public static string? FaultOf(GatewaySettings settings)
    {
        if (settings.AuditFile.Length == 0)
            return null;
        try
        {
            Open(settings.AuditFile).Dispose();
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"gateway.audit-file {settings.AuditFile} cannot be written: {refused.Message}; name a file in a directory that is there and writable";
        }
    }

    public void Write(AuditRecord record)
    {
        if (settings.AuditFile.Length == 0)
            return;
        try
        {
            lock (gate)
                Append(JsonSerializer.SerializeToUtf8Bytes(record, AuditJson.Default.AuditRecord));
            fault = null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            var first = fault is null;
            fault = $"gateway.audit-file {settings.AuditFile} cannot be written: {refused.Message}";
            if (first)
                AuditLog.Unwritten(logger, settings.AuditFile, refused.Message);
        }
    }

    // What a full disk or a killed process has left unfinished does not spoil the next line.
    private void Append(byte[] line)
    {
        using var file = Open(settings.AuditFile);
        var torn = false;
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            torn = file.ReadByte() != '\n';
        }
        file.Write([.. torn ? "\n"u8 : [], .. line, .. "\n"u8]);
        file.Flush();
    }

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        file.Seek(0, SeekOrigin.End);
        return file;
    }
}
