using System.Text;
using Connectors.Providers.Local.Logs;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Logs;

/// <summary>Brings what one replica writes into its function's log. Thread-safe.</summary>
internal sealed class OutputTail(OutputFile file, string replica, FunctionLog log, ILogger logger)
{
    // As long as the longest piece that a line of the log takes, however its characters are written.
    private const int BufferBytes = 64 * 1024;

    // Who writes faster than this machine reads must not fill its disk.
    private const long MostBehind = 64 << 20;
    private const long KeptOfTooMuch = 1 << 20;

    private readonly Lock gate = new();
    private readonly byte[] buffer = new byte[BufferBytes];
    private bool failing;
    private bool over;

    /// <summary>Reads some of what is new; true when there may be more at once.</summary>
    public bool Advance()
    {
        lock (gate)
            return !over && Try(() => Advance(atEnd: false));
    }

    /// <summary>Reads the rest.</summary>
    public void Finish()
    {
        lock (gate)
        {
            if (over)
                return;
            over = true;
            while (Try(() => Advance(atEnd: true)))
            {
                // Until there is no more.
            }
            file.Dispose();
        }
    }

    /// <summary>Reads what is there and lets go of the file: the replica writes on, and the next hub reads on.</summary>
    public void Release()
    {
        lock (gate)
        {
            while (!over && Try(() => Advance(atEnd: false)))
            {
                // Until there is no more.
            }
            over = true;
            file.Dispose();
        }
    }

    private bool Advance(bool atEnd)
    {
        if (!file.TryOpen())
            return false;
        SkipTooMuch();
        var length = file.Read(buffer);
        if (length == 0)
            return false;
        var read = buffer.AsSpan(0, length);
        var end = read.LastIndexOf((byte)'\n') + 1;
        // The rest of a line is still to come, unless nothing comes any more or it is longer than any.
        if (end == 0 && !atEnd && length < buffer.Length)
            return false;
        if (end == 0)
            end = length;
        log.Write(replica, Encoding.UTF8.GetString(read[..end]));
        file.Advance(end);
        return true;
    }

    private void SkipTooMuch()
    {
        var behind = file.Length - file.Position;
        if (behind <= MostBehind)
            return;
        log.Write(replica, $"{behind - KeptOfTooMuch} bytes of output are left out: the replica writes faster than they can be kept");
        file.Advance(behind - KeptOfTooMuch);
    }

    private bool Try(Func<bool> advance)
    {
        try
        {
            var more = advance();
            failing = false;
            return more;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            if (!failing)
                Log.OutputUnreadable(logger, replica, file.Path, cause);
            failing = true;
            return false;
        }
    }
}
