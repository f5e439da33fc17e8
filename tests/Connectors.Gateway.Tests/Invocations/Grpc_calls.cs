using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Connectors.Core.Providers;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Connectors.Gateway.Tests.Invocations;

/// <summary>The frames of gRPC, sent and answered by hand over HTTP/2 without TLS.</summary>
public sealed class Grpc_calls
{
    private const string Method = "/words.Echo/Say";
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("echo", "gateway"), InlineData("echo.openfaas-fn", "gateway"), InlineData(null, "echo"), InlineData(null, "echo.openfaas-fn:50051")]
    public async Task A_unary_call_passes_by_metadata_or_authority_with_its_trailers(string? function, string authority)
    {
        await using var host = await StartAsync();
        using var client = Client(host);
        using var request = Request(new ByteArrayContent(Frame("hello")), function, authority);

        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
        Assert.Equal(Frame($"{Method} hello"), await response.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
        Assert.Equal("trailers", response.Headers.GetValues("x-te").Single());
    }

    [Fact]
    public async Task Both_sides_of_a_stream_speak_in_turn()
    {
        await using var host = await StartAsync(settings => settings.ReadTimeout = TimeSpan.FromMilliseconds(300));
        using var client = Client(host);
        var words = new Duplex();
        using var request = Request(words, "echo", "gateway");

        var sending = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        var wire = await words.Wire.WaitAsync(patience, Cancel);
        await wire.FlushAsync(Cancel);
        using var response = await sending.WaitAsync(patience, Cancel);
        await using var answers = await response.Content.ReadAsStreamAsync(Cancel);
        foreach (var word in new[] { "one", "two", "six" })
        {
            await wire.WriteAsync(Frame(word), Cancel);
            await wire.FlushAsync(Cancel);
            Assert.Equal($"{Method} {word}", await ReadAsync(answers).WaitAsync(patience, Cancel));
        }
        words.End();

        Assert.Equal(0, await answers.ReadAsync(new byte[1], Cancel));
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task A_prefix_names_the_function_too()
    {
        await using var host = await StartAsync();
        using var client = Client(host);
        using var request = Request(new ByteArrayContent(Frame("hello")), null, "gateway");
        request.RequestUri = new Uri(host.H2cAddress, $"function/echo{Method}");

        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal(Frame($"{Method} hello"), await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory]
    [InlineData("missing", "12", "function missing.openfaas-fn not found")]
    [InlineData("Not_A_Name", "12", "metadata x-function names no function")]
    [InlineData("asleep", "14", "function asleep.openfaas-fn is scaled to zero")]
    [InlineData("dead", "14", "function dead.openfaas-fn took no connection")]
    public async Task The_gateways_own_words_are_a_status_of_gRPC(string function, string code, string words)
    {
        await using var host = await StartAsync();
        host.Provider.Add("asleep");
        host.Provider.SetEndpoints("asleep", new FunctionEndpoints([], 0));
        host.Provider.Add("dead", new Uri($"http://127.0.0.1:{Sync_calls.FreePort()}/"));
        using var client = Client(host);
        using var request = Request(new ByteArrayContent(Frame("hello")), function, "gateway");

        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal((HttpStatusCode.OK, "application/grpc"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal(code, response.Headers.GetValues("grpc-status").Single());
        Assert.StartsWith(words, response.Headers.GetValues("grpc-message").Single());
        Assert.Equal("gateway", response.Headers.GetValues("X-OpenFaaS-Internal").Single());
    }

    [Fact]
    public async Task What_is_not_gRPC_is_served_there_as_everywhere()
    {
        await using var host = await StartAsync();
        await host.FunctionAsync("plain", Sync_calls.Echo);
        using var client = Client(host);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.H2cAddress, "function/plain"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent("hello"),
        };

        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal("POST hello", await response.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<GatewayHost> StartAsync(Action<GatewaySettings>? change = null)
    {
        var host = await GatewayHost.StartAsync(settings =>
        {
            settings.H2cListen = "127.0.0.1:0";
            change?.Invoke(settings);
        }, scaling: new ScalingSettings { FromZero = false });
        await host.FunctionAsync("echo", EchoAsync, HttpProtocols.Http2);
        return host;
    }

    private static HttpClient Client(GatewayHost host) => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = host.H2cAddress };

    private static HttpRequestMessage Request(HttpContent content, string? function, string authority)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Host = authority;
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (function is not null)
            request.Headers.Add("x-function", function);
        return request;
    }

    private static async Task EchoAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["x-te"] = context.Request.Headers.TE;
        await context.Response.StartAsync(Cancel);
        await context.Response.Body.FlushAsync(Cancel);
        while (await TryReadAsync(context.Request.Body) is { } word)
        {
            await context.Response.Body.WriteAsync(Frame($"{context.Request.Path} {word}"), Cancel);
            await context.Response.Body.FlushAsync(Cancel);
        }
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static byte[] Frame(string text)
    {
        var frame = new byte[5 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), text.Length);
        Encoding.ASCII.GetBytes(text, frame.AsSpan(5));
        return frame;
    }

    private static async Task<string> ReadAsync(Stream stream) => await TryReadAsync(stream) ?? throw new EndOfStreamException();

    private static async Task<string?> TryReadAsync(Stream stream)
    {
        var head = new byte[5];
        if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, Cancel) < head.Length)
            return null;
        var text = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1))];
        await stream.ReadExactlyAsync(text, Cancel);
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>A body that is written while the answer is read.</summary>
    private sealed class Duplex : HttpContent
    {
        private readonly TaskCompletionSource<Stream> wire = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Stream> Wire => wire.Task;

        public void End() => ended.SetResult();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            wire.SetResult(stream);
            return ended.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
