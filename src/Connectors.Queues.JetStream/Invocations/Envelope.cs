using System.Globalization;
using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Bodies;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Naming;
using Connectors.Queues.JetStream.Records;
using Microsoft.Extensions.Primitives;
using NATS.Client.Core;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>An invocation's message: metadata as headers, the body as payload. Headers of later releases pass through unread.</summary>
internal sealed record Envelope
{
    private const string Prefix = "Connectors-";
    private const string Function = Prefix + "Header";

    // What a function's header takes beside its name and value.
    private const int LineBytes = 24;

    public required CallId Id { get; init; }

    public required Lane Lane { get; init; }

    /// <summary>UTC ticks.</summary>
    public required long Accepted { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required InvocationHeaders Headers { get; init; }

    public int Run { get; init; } = 1;

    public int Turn { get; init; }

    public string? Callback { get; init; }

    /// <summary>UTC ticks of the server's clock.</summary>
    public long? Due { get; init; }

    public string? Line { get; init; }

    public string? Dedup { get; init; }

    public bool Keep { get; init; } = true;

    public string? Correlation { get; init; }

    /// <summary>The caller chose the id; it has a record from the start then.</summary>
    public bool Chosen { get; init; }

    public StoredBody Body { get; init; }

    /// <summary>True when a record was written before the message.</summary>
    public bool HasRecord => Chosen || Line is not null || Turn > 0;

    /// <summary>What the headers take at most, without making them.</summary>
    public int MostHeaderBytes
    {
        get
        {
            // A character becomes three bytes at most, and each of them three more when it is encoded.
            var characters = Path.Length + (Callback?.Length ?? 0) + (Correlation?.Length ?? 0);
            foreach (var header in Headers)
                characters += header.Key.Length + header.Value.Length;
            return characters * 9 + Headers.Count * LineBytes;
        }
    }

    public NatsHeaders ToHeaders()
    {
        var headers = new NatsHeaders { [Prefix + "Accepted"] = Number(Accepted) };
        Set(headers, "Method", Method == "POST" ? null : HeaderText.Encode(Method));
        Set(headers, "Path", Path.Length > 0 ? HeaderText.Encode(Path) : null);
        Set(headers, "Run", Run > 1 ? Number(Run) : null);
        Set(headers, "Turn", Turn > 0 ? Number(Turn) : null);
        Set(headers, "Callback", Callback is null ? null : HeaderText.Encode(Callback));
        Set(headers, "Due", Due is { } due ? Number(due) : null);
        Set(headers, "Line", Line);
        Set(headers, "Dedup", Dedup);
        Set(headers, "Keep", Keep ? null : "0");
        Set(headers, "Correlation", Correlation is null ? null : HeaderText.Encode(Correlation));
        Set(headers, "Chosen", Chosen ? "1" : null);
        if (Body.Name is { } name)
            (headers[Prefix + "Body"], headers[Prefix + "Bytes"]) = (name, Number(Body.Bytes));
        WriteFunctionHeaders(headers, Headers);
        return headers;
    }

    /// <summary>Reads a message of any of the streams; null when it is none of ours.</summary>
    public static Envelope? Read(string subject, NatsHeaders? headers, ReadOnlyMemory<byte> data, ControlBoard board)
    {
        if (headers is null || !TryTime(headers, "Accepted", out var accepted) || Lanes.Lane.Read(subject) is not var (queue, function))
            return null;
        if (!CallId.TryParse(subject[(subject.LastIndexOf('.') + 1)..], out var id))
            return null;
        var isDue = TryTime(headers, "Due", out var due);
        var callback = Text(headers, "Callback") is { } address ? HeaderText.Decode(address) : null;
        if ((!isDue && Text(headers, "Due") is not null) || (callback is not null && !Uri.TryCreate(callback, UriKind.Absolute, out _)))
            return null;
        var name = Text(headers, "Body");
        return new Envelope
        {
            Id = id,
            Lane = board.TryGet(queue, function, out var lane) ? lane : new Lane(queue, function),
            Accepted = accepted,
            Method = HeaderText.Decode(Text(headers, "Method") ?? "POST"),
            Path = HeaderText.Decode(Text(headers, "Path") ?? ""),
            Headers = ReadFunctionHeaders(headers),
            Run = TryCount(headers, "Run", out var run) ? run : 1,
            Turn = TryCount(headers, "Turn", out var turn) ? turn : 0,
            Callback = callback,
            Due = isDue ? due : null,
            Line = Text(headers, "Line"),
            Dedup = Text(headers, "Dedup"),
            Keep = Text(headers, "Keep") != "0",
            Correlation = Text(headers, "Correlation") is { } correlation ? HeaderText.Decode(correlation) : null,
            Chosen = Text(headers, "Chosen") == "1",
            Body = name is null ? new StoredBody(data, null, data.Length) : new StoredBody(default, name, TryNumber(headers, "Bytes", out var bytes) ? bytes : 0),
        };
    }

    /// <summary>The record of an invocation that has none yet.</summary>
    public CallRecord ToRecord(InvocationState state = InvocationState.Queued) => new()
    {
        Id = Id.ToString(),
        Correlation = Correlation,
        Chosen = Chosen,
        Queue = Lane.Queue,
        Function = Lane.Function.Name,
        Namespace = Lane.Function.Namespace,
        State = state,
        Run = Run,
        Turn = Turn,
        Accepted = Accepted,
        Due = Due,
        Callback = Callback is null ? null : new CallbackEntry(Callback, CallbackState.Waiting),
        Keep = Keep,
        Line = Line,
        Dedup = Dedup,
        Body = Body.Name,
    };

    public Invocation ToInvocation(BodyStore bodies) => new()
    {
        CallId = Id,
        CorrelationId = Correlation,
        Queue = Lane.Queue,
        Function = Lane.Function,
        Method = Method,
        PathAndQuery = Path,
        Headers = Headers,
        Body = bodies.Open(Body),
        AcceptedAt = RecordView.Time(Accepted),
        CallbackUrl = Callback is null ? null : new Uri(Callback),
        Run = Run,
    };

    public static void WriteFunctionHeaders(NatsHeaders headers, InvocationHeaders ofFunction)
    {
        if (ofFunction.Count == 0)
            return;
        var values = new string[ofFunction.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = $"{HeaderText.Encode(ofFunction[i].Key)}:{HeaderText.Encode(ofFunction[i].Value)}";
        headers[Function] = values;
    }

    public static InvocationHeaders ReadFunctionHeaders(NatsHeaders headers)
    {
        var read = new InvocationHeaders();
        if (!headers.TryGetValue(Function, out var values))
            return read;
        foreach (var value in values)
        {
            var colon = value!.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0)
                read.Add(HeaderText.Decode(value[..colon]), HeaderText.Decode(value[(colon + 1)..]));
        }
        return read;
    }

    public static string? Text(NatsHeaders headers, string name) => headers.TryGetValue(Prefix + name, out var value) ? value.ToString() : null;

    public static bool TryNumber(NatsHeaders headers, string name, out long number)
    {
        number = 0;
        return headers.TryGetValue(Prefix + name, out var value) && long.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>A number that is a time: UTC ticks.</summary>
    public static bool TryTime(NatsHeaders headers, string name, out long ticks) => TryNumber(headers, name, out ticks) && ticks <= DateTime.MaxValue.Ticks;

    public static bool TryCount(NatsHeaders headers, string name, out int count)
    {
        var isOne = TryNumber(headers, name, out var number) && number <= int.MaxValue;
        count = isOne ? (int)number : 0;
        return isOne;
    }

    public static void Set(NatsHeaders headers, string name, string? value)
    {
        if (value is not null)
            headers[Prefix + name] = new StringValues(value);
    }

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
