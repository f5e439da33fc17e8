using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Options;

namespace Connectors.Watchdog.Files;

/// <summary>The files of a directory, with ranges and conditional requests; <c>index.html</c> stands for its directory.</summary>
internal sealed class StaticMode : IRequestMode
{
    private readonly RequestDelegate pipeline;

    /// <exception cref="WatchdogStartException">There is no such directory.</exception>
    public StaticMode(WatchdogOptions options, OutputLog log)
    {
        var files = new RootedFiles(options.StaticPath);
        var surroundings = new StaticSurroundings(files);
        var serving = new StaticFileOptions { FileProvider = files, ServeUnknownFileTypes = true, DefaultContentType = "application/octet-stream", OnPrepareResponse = AddCharset };
        var last = new StaticFileMiddleware(Refuse, surroundings, Options.Create(serving), new ServerLog(log));
        var first = new DefaultFilesMiddleware(last.Invoke, surroundings, Options.Create(new DefaultFilesOptions { FileProvider = files, DefaultFileNames = ["index.html"] }));
        pipeline = first.Invoke;
        log.Write($"Serving files at: {options.StaticPath}");
    }

    public async Task HandleAsync(HttpContext context)
    {
        // The library takes any unit for bytes.
        var range = context.Request.Headers.Range;
        if (range.Count > 0 && !range.ToString().StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
            context.Request.Headers.Remove("Range");
        await pipeline(context);
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status301MovedPermanently })
            context.Response.Headers.Location = Directory(context.Request);
    }

    // Whoever stands in front knows the function by another path, and perhaps by another name and protocol.
    private static string Directory(HttpRequest request)
    {
        var path = request.Path.Value!;
        return "." + new PathString(path[path.LastIndexOf('/')..]).ToUriComponent() + "/" + request.QueryString.ToUriComponent();
    }

    private static void AddCharset(StaticFileResponseContext answer)
    {
        if (answer.Context.Response.ContentType is { } type && type.StartsWith("text/", StringComparison.Ordinal) && !type.Contains("charset", StringComparison.OrdinalIgnoreCase))
            answer.Context.Response.ContentType = type + "; charset=utf-8";
    }

    private static Task Refuse(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            return PlainAnswer.WriteAsync(context, StatusCodes.Status404NotFound, "404 page not found\n");
        context.Response.Headers.Allow = "GET, HEAD";
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        return Task.CompletedTask;
    }
}
