namespace Connectors.Watchdog;

/// <summary>How requests become runs of a program.</summary>
public enum WatchdogMode
{
    /// <summary>The classic watchdog: a process a request, its output buffered, headers as environment.</summary>
    Classic,

    /// <summary>A process a request, its output streamed.</summary>
    Streaming,

    /// <summary>One long-lived HTTP server behind the watchdog.</summary>
    Http,
}

/// <summary>What one watchdog runs and how. Immutable.</summary>
public sealed record WatchdogOptions
{
    internal const int DefaultLogBufferSize = 64 * 1024;

    /// <summary>The command, split into words as a POSIX shell splits them (at single blanks when a quote is left open); no shell is started.</summary>
    public required string Process { get; init; }

    /// <summary>The command is split at every single blank, quotes being ordinary characters, as OpenFaaS' watchdogs split it.</summary>
    public bool SplitAtBlanks { get; init; }

    /// <summary>See <see cref="WatchdogMode"/>.</summary>
    public WatchdogMode Mode { get; init; } = WatchdogMode.Classic;

    /// <summary>Where the program runs; null: the watchdog's own directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The program's whole environment, but for what a request adds.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The address to listen on, port 0 for a free one.</summary>
    public System.Net.IPEndPoint Listen { get; init; } = new(System.Net.IPAddress.Loopback, 0);

    /// <summary>How long a request may take to arrive.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer may take; also the longest drain.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a watchdog that is told to stop, and says so at once, still serves, so that those who look can see it.</summary>
    public TimeSpan DrainDelay { get; init; }

    /// <summary>How long a run may take before its process group is killed; zero: no limit.</summary>
    public TimeSpan ExecTimeout { get; init; }

    /// <summary>Requests at a time, beyond which callers get 429; 0: no limit.</summary>
    public int MaxInflight { get; init; }

    /// <summary>Content type of answers; null: the classic mode echoes the request's.</summary>
    public string? ContentType { get; init; }

    /// <summary>Classic mode: standard error goes to the caller together with standard output.</summary>
    public bool CombineOutput { get; init; } = true;

    /// <summary>Classic mode: the longest output that is held, in bytes, the first MiB in memory and the rest in the program's <c>TMPDIR</c>; the process that writes more is killed and answers 500. 0: no limit.</summary>
    public long MaxOutputBytes { get; init; } = 64L << 20;

    /// <summary>Where the upstream of <see cref="WatchdogMode.Http"/> listens; null: a free loopback port, told to the program as <c>PORT</c> and <c>port</c>.</summary>
    public Uri? UpstreamUrl { get; init; }

    /// <summary>The longest line of a program's output that is logged whole, in bytes; a longer one becomes several. Negative: lines of up to 16 MiB.</summary>
    public int LogBufferSize { get; init; } = DefaultLogBufferSize;

    /// <summary>Lines about requests end with their call id in brackets.</summary>
    public bool LogCallId { get; init; }

    /// <summary>For hosts that print lines: each bears date, time and which stream it came from.</summary>
    public bool PrefixLogs { get; init; } = true;
}
