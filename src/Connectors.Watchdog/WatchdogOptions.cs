namespace Connectors.Watchdog;

/// <summary>How requests become runs of a program.</summary>
public enum WatchdogMode
{
    /// <summary>The classic watchdog: a process a request, its output buffered, headers as environment.</summary>
    Classic,

    /// <summary>A process a request, its output streamed.</summary>
    Streaming,

    /// <summary>A process a request, its standard output buffered and its standard error logged.</summary>
    Serializing,

    /// <summary>One long-lived HTTP server behind the watchdog.</summary>
    Http,

    /// <summary>The files of a directory; there is no program.</summary>
    Static,
}

/// <summary>What one watchdog runs and how. Immutable.</summary>
public sealed record WatchdogOptions
{
    internal const int DefaultLogBufferSize = 64 * 1024;
    internal const string DefaultStaticPath = "/home/app/public";

    /// <summary>The command, which <see cref="WatchdogMode.Static"/> does not have: split into words as a POSIX shell splits them (at single blanks when a quote is left open); no shell is started.</summary>
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

    /// <summary>Content type of answers of the modes that fork; null: the classic mode echoes the request's.</summary>
    public string? ContentType { get; init; }

    /// <summary>Classic mode: standard error goes to the caller together with standard output.</summary>
    public bool CombineOutput { get; init; } = true;

    /// <summary>Classic and serializing mode: the longest output that is held, in bytes, the first MiB in memory and the rest in the program's <c>TMPDIR</c>; the process that writes more is killed and answers 500. 0: no limit.</summary>
    public long MaxOutputBytes { get; init; } = 64L << 20;

    /// <summary>Modes that fork: a request's method, path, query and headers are in the program's environment.</summary>
    public bool CgiHeaders { get; init; } = true;

    /// <summary>Classic mode: the program reads one JSON object, <c>{"header": {…}, "body": {"raw": "base64"}}</c>, instead of the body alone.</summary>
    public bool MarshalRequest { get; init; }

    /// <summary>Classic mode: what the program writes is logged too, and each request's path and query.</summary>
    public bool WriteDebug { get; init; }

    /// <summary>Classic mode: headers of requests and answers are logged, those that hold credentials without their value.</summary>
    public bool DebugHeaders { get; init; }

    /// <summary>Http mode: a request's body is taken whole, the first MiB in memory and the rest in the program's <c>TMPDIR</c>, before the upstream gets it, always with its length.</summary>
    public bool BufferRequestBody { get; init; }

    /// <summary>The directory that <see cref="WatchdogMode.Static"/> serves.</summary>
    public string StaticPath { get; init; } = DefaultStaticPath;

    /// <summary>A path that <c>/_/ready</c> asks the program for once all else is well; its answer is the answer. Null: there is none.</summary>
    public string? ReadyPath { get; init; }

    /// <summary>A file that is there while requests are served and without which <c>/_/health</c> answers 503; null: there is none.</summary>
    public string? LockFile { get; init; }

    /// <summary>The <see cref="LockFile"/> is somebody else's to make.</summary>
    public bool SuppressLock { get; init; }

    /// <summary>Where metrics are served, at <c>/metrics</c>; a taken address is logged and does without. Null: nowhere.</summary>
    public System.Net.IPEndPoint? MetricsListen { get; init; }

    /// <summary>Who may call; null: everyone.</summary>
    public CallerChecks? CallerChecks { get; init; }

    /// <summary>Where the upstream of <see cref="WatchdogMode.Http"/> listens; null: a free loopback port, told to the program as <c>PORT</c> and <c>port</c>.</summary>
    public Uri? UpstreamUrl { get; init; }

    /// <summary>The longest line of a program's output that is logged whole, in bytes; a longer one becomes several. Negative: lines of up to 16 MiB.</summary>
    public int LogBufferSize { get; init; } = DefaultLogBufferSize;

    /// <summary>Lines about requests end with their call id in brackets.</summary>
    public bool LogCallId { get; init; }

    /// <summary>For hosts that print lines: each bears date, time and which stream it came from.</summary>
    public bool PrefixLogs { get; init; } = true;

    /// <summary>
    /// Nothing else is done in this process: a request is then handled on the thread that has received it, without being handed from one to another.
    /// Hosts that set it also have their sockets' completions run there.
    /// </summary>
    internal bool HasProcessToItself { get; init; }
}
