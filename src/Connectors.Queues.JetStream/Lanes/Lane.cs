using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Naming;

namespace Connectors.Queues.JetStream.Lanes;

/// <summary>One function's invocations on one queue, and where they are. Immutable.</summary>
internal sealed class Lane
{
    private readonly string place;

    public Lane(string queue, FunctionName function)
    {
        (Queue, Function) = (queue, function);
        Digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{queue}\0{function.Namespace}\0{function.Name}"));
        Hash = BinaryPrimitives.ReadUInt32BigEndian(Digest);
        Stream = StreamOf(queue);
        place = $"{SubjectToken.Of(queue)}.{function.Namespace}.{function.Name}.";
        Consumer = $"{function.Namespace}_{function.Name}";
    }

    public string Queue { get; }

    public FunctionName Function { get; }

    /// <summary>What ids of its invocations begin with.</summary>
    public uint Hash { get; }

    /// <summary>Its key among the lanes.</summary>
    public string Key => "lane." + Convert.ToHexString(Digest.AsSpan(0, 16));

    public string Stream { get; }

    /// <summary>The name of its own consumer.</summary>
    public string Consumer { get; }

    /// <summary>What its consumer takes: invocations, and tokens of lines.</summary>
    public string CallFilter => $"{Names.CallPrefix}{place}*";

    private byte[] Digest { get; }

    public static string StreamOf(string queue) => Names.QueueStreamPrefix + SubjectToken.Of(queue);

    public string Call(CallId id) => $"{Names.CallPrefix}{place}{id}";

    /// <summary>The token that says: this line has something to run.</summary>
    public string Token(string line) => $"{Names.CallPrefix}{place}@{line}";

    public string InLine(string line, CallId id) => $"{Names.LinePrefix}{place}{line}.{id}";

    /// <summary>Everything in one line.</summary>
    public string Line(string line) => $"{Names.LinePrefix}{place}{line}.*";

    public string Delayed(CallId id) => $"{Names.DelayPrefix}{place}{id}";

    public string Dead(CallId id) => $"{Names.DeadPrefix}{place}{id}";

    public string Callback(string host, string delivery) => $"{Names.CallbackPrefix}{place}{host}.{SubjectToken.Of(delivery)}";

    public override string ToString() => $"{Function} on '{Queue}'";

    /// <summary>Reads queue and function from a subject of the form <c>connectors.{kind}.{queue}.{namespace}.{function}.…</c>; null when it is none.</summary>
    public static (string Queue, FunctionName Function)? Read(string subject)
    {
        var tokens = subject.Split('.', 6);
        return tokens.Length == 6 && SubjectToken.Read(tokens[2]) is { } queue && FunctionName.TryCreate(tokens[4], tokens[3], out var function) ? (queue, function) : null;
    }
}
