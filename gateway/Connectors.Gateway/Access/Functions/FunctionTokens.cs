using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Connectors.Core.Functions;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Access.Functions;

/// <summary>
/// The tokens of functions, in files <c>&lt;directory&gt;/&lt;namespace&gt;/&lt;secret&gt;</c>, one a line. They are read again when somebody shows a token and a few
/// seconds have passed; while a file cannot be read the tokens last read stay in force, and one that is gone ends them. Thread-safe.
/// </summary>
internal sealed class FunctionTokens(GatewaySettings settings, TimeProvider time, ILogger<FunctionTokens> logger)
{
    private const int LargestFile = 64 << 10;

    // Names come from annotations of functions; this many are a slip or worse.
    private const int MostFiles = 10_000;
    private static readonly TimeSpan interval = TimeSpan.FromSeconds(2);
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<(string Namespace, string Secret), Known> files = new();

    private sealed record Known(byte[][] Hashes, long At, string? Fault);

    /// <summary>Whether a token is one of the function's; null when nobody can tell, because there are none.</summary>
    /// <param name="function">Whose.</param>
    /// <param name="secret">A valid name.</param>
    /// <param name="token">What the caller shows.</param>
    public bool? Hold(FunctionName function, string secret, string token)
    {
        var known = Of(function.Namespace, secret);
        if (known.Hashes.Length == 0)
            return null;
        var sent = Hash(token);
        var found = false;
        // All of them, so that the time does not tell which.
        foreach (var hash in known.Hashes)
            found |= CryptographicOperations.FixedTimeEquals(hash, sent);
        return found;
    }

    private Known Of(string @namespace, string secret)
    {
        if (files.TryGetValue((@namespace, secret), out var known) && time.GetElapsedTime(known.At) < interval)
            return known;
        var now = Read(@namespace, secret, known);
        if (now.Fault is { } fault && fault != known?.Fault)
            Log.TokensUnread(logger, Path.Combine(settings.FunctionTokens, @namespace, secret), fault);
        if (files.Count >= MostFiles)
            files.Clear();
        return files[(@namespace, secret)] = now;
    }

    private Known Read(string @namespace, string secret, Known? before)
    {
        var at = time.GetTimestamp();
        if (settings.FunctionTokens.Length == 0)
            return new Known([], at, "gateway.function-tokens names no directory");
        var file = new FileInfo(Path.Combine(settings.FunctionTokens, @namespace, secret));
        try
        {
            if (!file.Exists)
                return new Known([], at, "it does not exist");
            if (file.Length > LargestFile)
                return Unread($"it has more than {LargestFile} bytes");
            byte[][] hashes = [.. File.ReadLines(file.FullName).Select(line => line.Trim()).Where(line => line.Length > 0).Select(Hash)];
            return hashes.Length > 0 ? new Known(hashes, at, null) : Unread("it is empty");
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return Unread(unread.Message);
        }

        Known Unread(string why) => new(before?.Hashes ?? [], at, why);
    }

    private byte[] Hash(string token) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(token));
}
