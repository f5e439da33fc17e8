using System.Globalization;
using System.Text;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Gateway.About;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Page;

/// <summary>
/// <c>GET /ui/</c>: how everything is, on one page to read, without scripts. A part whose source is away, or does not answer in time, says
/// so in its place.
/// </summary>
internal sealed class PageEndpoint(IEnumerable<IPagePart> parts, FunctionProvider provider, TimeProvider time, ILogger<PageEndpoint> logger, IProviderHealth? health = null)
{
    private const int RefreshSeconds = 10;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    public async Task Get(HttpContext context)
    {
        var page = int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Max(1, asked) : 1;
        var sections = await Task.WhenAll(parts.Select(part => SectionAsync(part, page, context.RequestAborted)));
        var body = Encoding.UTF8.GetBytes(Whole(sections).Text);
        var response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = body.Length;
        response.Headers.ContentSecurityPolicy = PageStyle.Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-store";
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private Html Whole(IEnumerable<Html> sections) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="{RefreshSeconds}">
        <title>Connectors</title><style>{new Html(PageStyle.Text)}</style></head>
        <body><header><h1>Connectors</h1><p>{InfoEndpoint.Release}, provider {provider.Info.Name}</p><p>{time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC, again every {RefreshSeconds} s</p></header>
        <main>{Away()}{sections}</main></body></html>

        """);

    // Functions are told as they were known last, which looks as if all were well.
    private Html Away() => health is { Fault: { } fault, FaultSince: { } since }
        ? Html.Of($"<p class=\"missing bad\">The provider has been away for {Age.Of(since, time)}: {fault}. Functions and replicas are shown as they were known last.</p>")
        : Html.Empty;

    private async Task<Html> SectionAsync(IPagePart part, int page, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Html content;
        try
        {
            // Away from this thread: a part may answer from memory and take its time.
            content = await Task.Run(() => part.RenderAsync(page, enough.Token), cancellationToken).WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await enough.CancelAsync();
            content = Missing(string.Create(CultureInfo.InvariantCulture, $"no answer within {patience.TotalSeconds:0} s"));
        }
        catch (Exception away) when (away is ProviderUnavailableException or QueueUnavailableException)
        {
            content = Missing(away.Message);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.PartMissing(logger, part.Title, exception);
            content = Missing("it failed; the gateway's log says why");
        }
        return Html.Of($"<section><h2>{part.Title}</h2>{content}</section>\n");
    }

    private static Html Missing(string why) => Html.Of($"<p class=\"missing\">This part is missing: {why}</p>");
}
