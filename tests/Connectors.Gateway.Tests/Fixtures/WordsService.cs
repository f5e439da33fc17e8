using System.Net;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Tests.Fixtures;

/// <summary>The methods of a service of gRPC, on both sides; its messages are text.</summary>
internal static class Words
{
    private static readonly Marshaller<string> text = Marshallers.Create(Encoding.UTF8.GetBytes, Encoding.UTF8.GetString);

    public static Method<string, string> Say { get; } = new(MethodType.Unary, "words.Words", "Say", text, text);

    public static Method<string, string> Spell { get; } = new(MethodType.ServerStreaming, "words.Words", "Spell", text, text);

    public static Method<string, string> Join { get; } = new(MethodType.ClientStreaming, "words.Words", "Join", text, text);

    public static Method<string, string> Talk { get; } = new(MethodType.DuplexStreaming, "words.Words", "Talk", text, text);

    public static void Bind(ServiceBinderBase binder, WordsContract? _)
    {
        binder.AddMethod(Say, (UnaryServerMethod<string, string>)null!);
        binder.AddMethod(Spell, (ServerStreamingServerMethod<string, string>)null!);
        binder.AddMethod(Join, (ClientStreamingServerMethod<string, string>)null!);
        binder.AddMethod(Talk, (DuplexStreamingServerMethod<string, string>)null!);
    }
}

/// <summary>What the service saw of calls that never end by themselves.</summary>
internal sealed class WordsSeen
{
    public TaskCompletionSource<DateTime> Deadline { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What a compiler of protobuf would make of them: the library looks for the methods on what derives from it.</summary>
[BindServiceMethod(typeof(Words), nameof(Words.Bind))]
internal abstract class WordsContract
{
    public abstract Task<string> Say(string request, ServerCallContext context);

    public abstract Task Spell(string request, IServerStreamWriter<string> answers, ServerCallContext context);

    public abstract Task<string> Join(IAsyncStreamReader<string> requests, ServerCallContext context);

    public abstract Task Talk(IAsyncStreamReader<string> requests, IServerStreamWriter<string> answers, ServerCallContext context);
}

/// <summary>A function that speaks gRPC, by the library.</summary>
internal sealed class WordsService(WordsSeen seen) : WordsContract
{
    public static async Task<(WebApplication Application, WordsSeen Seen)> StartAsync(GatewayHost host, string function)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        var seen = new WordsSeen();
        builder.Services.AddSingleton(seen);
        var application = builder.Build();
        application.MapGrpcService<WordsService>();
        await application.StartAsync();
        host.Provider.Add(function, new Uri(application.Urls.Single()));
        return (application, seen);
    }

    public override async Task<string> Say(string request, ServerCallContext context)
    {
        if (request == "wait")
        {
            seen.Deadline.TrySetResult(context.Deadline);
            context.CancellationToken.Register(() => seen.Cancelled.TrySetResult());
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        if (request == "fail")
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "not now – später"), new Metadata { { "reason", "asleep" }, { "bytes-bin", [0, 255] } });
        await context.WriteResponseHeadersAsync(new Metadata { { "served", "yes" } });
        context.ResponseTrailers.Add("length", $"{request.Length}");
        return $"{context.RequestHeaders.GetValue("who")} said {request}";
    }

    public override async Task Spell(string request, IServerStreamWriter<string> answers, ServerCallContext context)
    {
        foreach (var letter in request)
            await answers.WriteAsync($"{letter}", context.CancellationToken);
        context.ResponseTrailers.Add("length", $"{request.Length}");
    }

    public override async Task<string> Join(IAsyncStreamReader<string> requests, ServerCallContext context)
    {
        var all = new StringBuilder();
        await foreach (var word in requests.ReadAllAsync(context.CancellationToken))
            all.Append(word);
        return all.ToString();
    }

    public override async Task Talk(IAsyncStreamReader<string> requests, IServerStreamWriter<string> answers, ServerCallContext context)
    {
        context.CancellationToken.Register(() => seen.Cancelled.TrySetResult());
        await foreach (var word in requests.ReadAllAsync(context.CancellationToken))
            await answers.WriteAsync($"<{word}>", context.CancellationToken);
    }
}
