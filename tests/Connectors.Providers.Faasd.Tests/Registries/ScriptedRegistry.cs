using System.Collections.Concurrent;
using System.Globalization;
using Connectors.TestServers.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Tests.Registries;

/// <summary>A registry in this process that has one image, and misbehaves as a test wishes.</summary>
internal sealed class ScriptedRegistry : IAsyncDisposable
{
    private readonly WebApplication application;

    private ScriptedRegistry(WebApplication application) => this.application = application;

    public string Host { get; private set; } = "";

    /// <summary>The paths that were asked for, each with the range that was.</summary>
    public ConcurrentQueue<(string Method, string Path, string Range, string Authorization)> Asked { get; } = new();

    /// <summary>True: the request is answered. It is asked before anything else.</summary>
    public Func<HttpContext, Task<bool>> Script { get; set; } = _ => Task.FromResult(false);

    public static async Task<ScriptedRegistry> StartAsync(ImageBuild? image = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinResponseDataRate = null);
        var registry = new ScriptedRegistry(builder.Build());
        registry.application.Run(context => registry.AnswerAsync(context, image));
        await registry.application.StartAsync(TestContext.Current.CancellationToken);
        registry.Host = new Uri(registry.application.Services.GetService(typeof(Microsoft.AspNetCore.Hosting.Server.IServer)) is Microsoft.AspNetCore.Hosting.Server.IServer server
            ? server.Features.Get<IServerAddressesFeature>()!.Addresses.Single() : "").Authority;
        return registry;
    }

    public async ValueTask DisposeAsync() => await application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, ImageBuild? image)
    {
        var request = context.Request;
        Asked.Enqueue((request.Method, request.Path, request.Headers.Range.ToString(), request.Headers.Authorization.ToString()));
        if (await Script(context))
            return;
        var name = request.Path.Value!.Split('/')[^1];
        var isManifest = request.Path.Value.Contains("/manifests/", StringComparison.Ordinal);
        var bytes = isManifest ? image?.Manifest() : image?.Layers.Append(image.Config()).FirstOrDefault(blob => ImageBuild.DigestOf(blob) == name);
        if (bytes is null)
        {
            context.Response.StatusCode = 404;
            return;
        }
        if (isManifest)
            context.Response.Headers["Docker-Content-Digest"] = ImageBuild.DigestOf(bytes);
        context.Response.ContentType = isManifest ? ImageBuild.MediaTypeOfManifest : "application/octet-stream";
        var start = 0;
        if (request.Headers.Range.ToString() is { Length: > 0 } range)
        {
            start = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{bytes.Length - 1}/{bytes.Length}");
        }
        context.Response.ContentLength = bytes.Length - start;
        if (!HttpMethods.IsHead(request.Method))
            await context.Response.Body.WriteAsync(bytes.AsMemory(start));
    }
}
