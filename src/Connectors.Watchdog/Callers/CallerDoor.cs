using System.Globalization;
using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Callers;

/// <summary>Lets in who bears a token for the function. Thread-safe.</summary>
internal sealed class CallerDoor : IDisposable
{
    private const string Scheme = "Bearer ", Realm = "IAM function invoke";
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
    private readonly IssuerKeys keys;
    private readonly TokenCheck check;
    private readonly OutputLog log;
    private readonly TimeProvider time;

    public CallerDoor(CallerChecks checks, OutputLog log, TimeProvider time)
    {
        (this.log, this.time) = (log, time);
        keys = new IssuerKeys(checks, client, log, time);
        check = new TokenCheck(checks, keys, time);
    }

    /// <summary>Whether the caller may come in; otherwise it has been answered.</summary>
    public async ValueTask<bool> AdmitAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        var verdict = Token(context.Request) is { } token
            ? await check.JudgeAsync(token, context.RequestAborted)
            : Verdict.Unknown("a bearer token of the gateway is needed in the header Authorization");
        var took = time.GetElapsedTime(began);
        if (verdict == Verdict.Admitted)
        {
            context.Request.Headers["X-Auth-Seconds"] = took.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);
            return true;
        }
        log.Write(string.Create(CultureInfo.InvariantCulture, $"{context.Request.Method} {context.Request.Path} - {verdict.Status} ACCESS DENIED - ({took.TotalMilliseconds:F0}ms): {verdict.Text}"));
        if (verdict.Status is StatusCodes.Status503ServiceUnavailable)
        {
            await PlainAnswer.RefuseAsync(context, "The caller could not be checked: " + verdict.Text);
            return false;
        }
        context.Response.OnStarting(static state =>
        {
            var response = (HttpResponse)state;
            if (response.StatusCode is StatusCodes.Status401Unauthorized)
                response.Headers.WWWAuthenticate = $"{Scheme}realm={Realm}";
            return Task.CompletedTask;
        }, context.Response);
        await PlainAnswer.WriteAsync(context, verdict.Status, verdict.Text + "\n");
        return false;
    }

    public void Dispose()
    {
        client.Dispose();
    }

    private static string? Token(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && value[Scheme.Length..].Trim() is { Length: > 0 } token ? token : null;
}
