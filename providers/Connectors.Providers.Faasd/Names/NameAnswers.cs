using System.Net;
using Connectors.Providers.Faasd.Names.Forwarding;
using Connectors.Providers.Faasd.Names.Messages;

namespace Connectors.Providers.Faasd.Names;

/// <summary>Answers one query: from the table, or by who resolves names for this machine. Thread-safe.</summary>
internal sealed class NameAnswers(NameTable table, Forwarder forwarder)
{
    private uint turn;

    /// <summary>Null when the message deserves no answer.</summary>
    /// <param name="query">The message; not kept.</param>
    /// <param name="from">Who asks.</param>
    /// <param name="byTcp">Whether the answer may be long.</param>
    /// <param name="cancellationToken">Ends the wait for others.</param>
    public ValueTask<byte[]?> AnswerAsync(ReadOnlyMemory<byte> query, IPAddress from, bool byTcp, CancellationToken cancellationToken)
    {
        switch (DnsQuestion.Read(query.Span, out var question))
        {
            case DnsFault.NoQuery:
                return default;
            case DnsFault.Malformed:
                return new(DnsReply.Error(query.Span, DnsResult.Malformed));
            case DnsFault.NotImplemented:
                return new(DnsReply.Error(query.Span, DnsResult.NotImplemented));
        }
        if (question.Class != DnsQuestion.ClassInternet)
            return new(DnsReply.Error(query.Span, question, DnsResult.Refused));
        if (question.Name is { } name)
        {
            if (table.Find(name) is { } addresses)
                return new(DnsReply.Addresses(query.Span, question, question.Type is DnsQuestion.TypeA or DnsQuestion.TypeAny ? InTurn(addresses) : []));
            if (table.IsOurs(name))
                return new(DnsReply.Error(query.Span, question, DnsResult.NoSuchName));
        }
        return ForwardAsync(query, question, from, byTcp, cancellationToken);
    }

    private async ValueTask<byte[]?> ForwardAsync(ReadOnlyMemory<byte> query, DnsQuestion question, IPAddress from, bool byTcp, CancellationToken cancellationToken) =>
        await forwarder.AskAsync(query, question, from, byTcp, cancellationToken) ?? DnsReply.Error(query.Span, question, DnsResult.ServerFailure);

    // Many take the first address only: each gets another one.
    private IPAddress[] InTurn(IReadOnlyList<IPAddress> addresses)
    {
        var first = (int)(Interlocked.Increment(ref turn) % (uint)Math.Max(addresses.Count, 1));
        return [.. addresses.Skip(first), .. addresses.Take(first)];
    }
}
