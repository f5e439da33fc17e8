using System.Collections.Concurrent;
using System.Text;
using Connectors.Core.Invocations;

namespace Connectors.Worker.Tests.Fakes;

/// <summary>Answers calls as a test tells it to.</summary>
internal sealed class FakeInvoker : IInvoker
{
    public ConcurrentQueue<InvokerRequest> Requests { get; } = new();

    public Func<InvokerRequest, CancellationToken, Task<InvokerReply>> Answer { get; set; } = (_, _) => Task.FromResult(Reply(200, "ok"));

    public Task<InvokerReply> InvokeAsync(InvokerRequest request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        return Answer(request, cancellationToken);
    }

    public void Returns(InvokerReply reply) => Answer = (_, _) => Task.FromResult(reply);

    public static InvokerReply Reply(int status, string body = "", params (string Name, string Value)[] headers) =>
        Reply(status, new MemoryStream(Encoding.UTF8.GetBytes(body)), headers);

    public static InvokerReply Reply(int status, Stream body, params (string Name, string Value)[] headers)
    {
        var all = new InvocationHeaders();
        foreach (var (name, value) in headers)
            all.Add(name, value);
        return new InvokerReply(InvokerVerdict.Answered, status, all, body, null, null);
    }

    public static async Task<InvokerReply> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("unreachable");
    }
}
