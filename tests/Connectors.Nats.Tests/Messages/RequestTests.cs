using System.Text;
using Connectors.Core.Invocations;
using Connectors.Core.Units;
using Connectors.Sdk.Hosting;
using Microsoft.Extensions.DependencyInjection;
using NATS.Client.Core;

namespace Connectors.Nats.Tests.Messages;

/// <summary>Messages whose sender waits for a reply.</summary>
public sealed class RequestTests : NatsTest
{
    private static readonly ConnectorHostSettings Synchronous = new() { AsynchronousInvocation = false, MaxEventBytes = new ByteSize(1000) };

    [Fact]
    public async Task In_synchronous_mode_the_function_s_answer_is_the_reply()
    {
        await StartAsync(settings: Synchronous);
        Functions.Deploy("shout", "words");
        var reply = await RequestAsync("words", "hello");
        Assert.Equal("HELLO", reply.Data);
        Assert.Equal(("200", "shout.openfaas-fn", "text/loud"), (Header(reply, "X-Function-Status"), Header(reply, "X-Function-Name"), Header(reply, "Content-Type")));
        Assert.NotEqual("", Header(reply, "X-Call-Id"));
        Assert.Equal("", Header(reply, "Nats-Service-Error"));
    }

    [Fact]
    public async Task A_function_that_fails_answers_all_the_same_and_the_reply_says_so()
    {
        await StartAsync(settings: Synchronous);
        Functions.Deploy("shout", "words");
        var reply = await RequestAsync("words", "fail");
        Assert.Equal(("FAIL", "500", "500"), (reply.Data, Header(reply, "X-Function-Status"), Header(reply, "Nats-Service-Error-Code")));
        Assert.Contains("shout.openfaas-fn", Header(reply, "Nats-Service-Error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_told_so()
    {
        var replica = await StartAsync(settings: Synchronous);
        Functions.Deploy("shout", "words");
        await RequestAsync("words", "hello");
        var reply = await RequestAsync("words", new string('x', 2000));
        Assert.Equal("413", Header(reply, "Nats-Service-Error-Code"));
        await FaultAsync(replica, "refused: words", "2000 bytes on words was passed over", "connectors.max-event-bytes");
        Assert.Equal("HELLO", (await RequestAsync("words", "hello")).Data);
    }

    [Fact]
    public async Task What_is_queued_is_not_answered()
    {
        await StartAsync();
        await ListenAsync("all", "words", "words");
        await using var inbox = await Publisher.SubscribeCoreAsync<string>("replies", cancellationToken: Cancellation);
        await Publisher.PublishAsync("words", "hello", replyTo: "replies", cancellationToken: Cancellation);
        await GivenAllAsync("all", ["hello"]);
        await Publisher.PublishAsync("replies", "the end", cancellationToken: Cancellation);
        Assert.Equal("the end", (await inbox.Msgs.ReadAsync(Cancellation)).Data);
    }

    private protected override void AddServices(IServiceCollection services) => services.AddSingleton<IInvoker, Shouting>();

    // Until the connector listens nobody answers.
    private async Task<NatsMsg<string>> RequestAsync(string subject, string text)
    {
        var reply = default(NatsMsg<string>);
        await EventuallyAsync(
            async () =>
            {
                try
                {
                    reply = await Publisher.RequestAsync<string, string>(subject, text, cancellationToken: Cancellation);
                    return true;
                }
                catch (NatsNoRespondersException)
                {
                    return false;
                }
            },
            () => $"nobody answers on {subject}");
        return reply;
    }

    private static string Header(NatsMsg<string> reply, string name) => reply.Headers is { } headers && headers.TryGetValue(name, out var value) ? value.ToString() : "";

    private sealed class Shouting : IInvoker
    {
        public async Task<InvokerReply> InvokeAsync(InvokerRequest request, CancellationToken cancellationToken)
        {
            using var reader = new StreamReader(await request.Body.OpenReadAsync(cancellationToken));
            var text = await reader.ReadToEndAsync(cancellationToken);
            return new InvokerReply(
                InvokerVerdict.Answered, text == "fail" ? 500 : 200, new InvocationHeaders { { "Content-Type", "text/loud" } },
                new MemoryStream(Encoding.UTF8.GetBytes(text.ToUpperInvariant())), null, null);
        }
    }
}
