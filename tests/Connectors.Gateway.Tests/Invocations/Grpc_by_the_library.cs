using Connectors.Core.Functions;
using Connectors.Gateway.Tests.Fixtures;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;

namespace Connectors.Gateway.Tests.Invocations;

/// <summary>gRPC from the usual client library through <c>gateway.h2c-listen</c> to a function made with the usual server library.</summary>
public sealed class Grpc_by_the_library : IAsyncLifetime
{
    private GatewayHost host = null!;
    private WebApplication function = null!;
    private WordsSeen seen = null!;
    private GrpcChannel channel = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static CallOptions Options => new(new Metadata { { "x-function", "words" }, { "who", "caller" } }, cancellationToken: Cancel);

    private CallInvoker Client => channel.CreateCallInvoker();

    public async ValueTask InitializeAsync()
    {
        host = await GatewayHost.StartAsync(settings => (settings.H2cListen, settings.ClientRate, settings.ClientBurst) = ("127.0.0.1:0", 1, 20));
        (function, seen) = await WordsService.StartAsync(host, "words");
        channel = GrpcChannel.ForAddress(host.H2cAddress, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { UseProxy = false }, DisposeHttpClient = true });
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await host.DisposeAsync();
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await function.StopAsync(now.Token);
        await function.DisposeAsync();
    }

    [Fact]
    public async Task A_unary_call_has_its_answer_headers_and_trailers()
    {
        using var call = Client.AsyncUnaryCall(Words.Say, null, Options, "hello");

        Assert.Equal("caller said hello", await call.ResponseAsync);
        Assert.Equal("yes", (await call.ResponseHeadersAsync).GetValue("served"));
        Assert.Equal((StatusCode.OK, "5"), (call.GetStatus().StatusCode, call.GetTrailers().GetValue("length")));
    }

    [Fact]
    public async Task Messages_of_three_megabytes_pass_both_ways()
    {
        var large = new string('x', 3 << 20);

        using var call = Client.AsyncUnaryCall(Words.Say, null, Options, large);

        Assert.Equal($"caller said {large}", await call.ResponseAsync);
    }

    [Fact]
    public async Task Streams_pass_from_the_server_from_the_client_and_both_ways_in_turn()
    {
        using var spelling = Client.AsyncServerStreamingCall(Words.Spell, null, Options, "word");
        Assert.Equal(["w", "o", "r", "d"], await spelling.ResponseStream.ReadAllAsync(Cancel).ToListAsync(Cancel));
        Assert.Equal("4", spelling.GetTrailers().GetValue("length"));

        using var joining = Client.AsyncClientStreamingCall(Words.Join, null, Options);
        foreach (var word in new[] { "a", "b", "c" })
            await joining.RequestStream.WriteAsync(word, Cancel);
        await joining.RequestStream.CompleteAsync();
        Assert.Equal("abc", await joining.ResponseAsync);

        using var talk = Client.AsyncDuplexStreamingCall(Words.Talk, null, Options);
        foreach (var word in new[] { "one", "two", "three" })
        {
            await talk.RequestStream.WriteAsync(word, Cancel);
            Assert.True(await talk.ResponseStream.MoveNext(Cancel));
            Assert.Equal($"<{word}>", talk.ResponseStream.Current);
        }
        await talk.RequestStream.CompleteAsync();
        Assert.False(await talk.ResponseStream.MoveNext(Cancel));
        Assert.Equal(StatusCode.OK, talk.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_status_of_the_functions_comes_with_its_words_and_trailers()
    {
        using var call = Client.AsyncUnaryCall(Words.Say, null, Options, "fail");

        var fault = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal((StatusCode.FailedPrecondition, "not now – später"), (fault.StatusCode, fault.Status.Detail));
        Assert.Equal("asleep", fault.Trailers.GetValue("reason"));
        Assert.Equal([0, 255], fault.Trailers.GetValueBytes("bytes-bin"));
    }

    [Fact]
    public async Task A_deadline_is_the_functions_too()
    {
        var deadline = DateTime.UtcNow.AddSeconds(2);
        using var call = Client.AsyncUnaryCall(Words.Say, null, Options.WithDeadline(deadline), "wait");

        var fault = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, fault.StatusCode);
        Assert.InRange(await seen.Deadline.Task, deadline.AddSeconds(-2), deadline.AddMinutes(1));
        await seen.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task A_client_that_cancels_cancels_the_function()
    {
        using var leaving = new CancellationTokenSource();
        using var talk = Client.AsyncDuplexStreamingCall(Words.Talk, null, Options.WithCancellationToken(leaving.Token));
        await talk.RequestStream.WriteAsync("one", Cancel);
        Assert.True(await talk.ResponseStream.MoveNext(Cancel));

        await leaving.CancelAsync();

        var fault = await Assert.ThrowsAsync<RpcException>(() => talk.ResponseStream.MoveNext(Cancel));
        Assert.Equal(StatusCode.Cancelled, fault.StatusCode);
        await seen.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task What_the_gateway_refuses_is_a_status_that_clients_know()
    {
        using var missing = Client.AsyncUnaryCall(Words.Say, null, new CallOptions(new Metadata { { "x-function", "missing" } }, cancellationToken: Cancel), "hello");
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => missing.ResponseAsync)).StatusCode);

        host.Provider.Add(new FunctionStatus { Name = "words", Annotations = new Dictionary<string, string> { [ConcurrencyLimit.Annotation] = "1" } }, new Uri(function.Urls.Single()));
        using var talk = Client.AsyncDuplexStreamingCall(Words.Talk, null, Options);
        await talk.RequestStream.WriteAsync("one", Cancel);
        Assert.True(await talk.ResponseStream.MoveNext(Cancel));
        using var second = Client.AsyncUnaryCall(Words.Say, null, Options, "hello");
        var full = await Assert.ThrowsAsync<RpcException>(() => second.ResponseAsync);
        Assert.Equal(StatusCode.ResourceExhausted, full.StatusCode);
        Assert.StartsWith("function words.openfaas-fn has as many calls under way", full.Status.Detail);
    }

    [Fact]
    public async Task A_client_that_calls_too_often_is_told_by_a_status_too()
    {
        RpcException? fault = null;
        for (var i = 0; i < 40 && fault is null; i++)
        {
            try
            {
                await Client.AsyncUnaryCall(Words.Say, null, Options, "hello").ResponseAsync;
            }
            catch (RpcException refused)
            {
                fault = refused;
            }
        }

        Assert.Equal((StatusCode.ResourceExhausted, "client 127.0.0.1 calls more often than gateway.client-rate, 1 a second, allows"), (fault!.StatusCode, fault.Status.Detail));
    }
}
