using System.Diagnostics;
using System.Net;
using System.Text;
using Connectors.Core.Callbacks;
using Connectors.Core.Queues;
using Connectors.Core.Tracing;
using Connectors.Core.Units;
using Connectors.Worker.Retries;
using Connectors.Worker.Tracing;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;

namespace Connectors.Worker.Callbacks;

/// <summary>Sends one try of a callback and judges what came of it.</summary>
internal sealed class CallbackSender : IDisposable
{
    private const int MostOfAnswer = 1 << 20;

    private readonly CallbackSettings settings;
    private readonly CallbackAllowList allow;
    private readonly CallbackSecrets secrets;
    private readonly FunctionRetryPolicies functions;
    private readonly CallbackVerdict verdict;
    private readonly TimeProvider time;
    private readonly ILogger<CallbackSender> logger;
    private readonly HttpMessageInvoker client;
    private readonly ResiliencePipeline timeout;

    public CallbackSender(
        CallbackSettings settings,
        CallbackAllowList allow,
        CallbackConnection connection,
        CallbackSecrets secrets,
        FunctionRetryPolicies functions,
        CallbackVerdict verdict,
        TimeProvider time,
        ILogger<CallbackSender> logger)
    {
        this.settings = settings;
        this.allow = allow;
        this.secrets = secrets;
        this.functions = functions;
        this.verdict = verdict;
        this.time = time;
        this.logger = logger;
        client = new HttpMessageInvoker(Handler(settings, connection));
        timeout = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = settings.Timeout })
            .Build();
    }

    /// <summary>Tries a delivery. Everything but a fired token is an outcome.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<CallbackOutcome> SendAsync(CallbackDelivery delivery, int attempt, CancellationToken cancellationToken)
    {
        if (attempt > settings.Attempts)
            return new CallbackOutcome.Dead($"all {settings.Attempts} tries are used up; the last was lost with its worker");
        if (allow.Refusal(delivery.Url) is { } refusal)
            return new CallbackOutcome.Dead(refusal);
        using var span = WorkerSpans.Callback(delivery, attempt);
        var outcome = await TryAsync(delivery, attempt, span, cancellationToken);
        if (Error(outcome) is { } error)
            span?.Failed(span.GetTagItem("error.type") as string ?? "no answer", error);
        return outcome;
    }

    public void Dispose() => client.Dispose();

    private static string? Error(CallbackOutcome outcome) => outcome switch
    {
        CallbackOutcome.RetryAfter retry => retry.Error,
        CallbackOutcome.Dead dead => dead.Error,
        _ => null,
    };

    private async Task<CallbackOutcome> TryAsync(CallbackDelivery delivery, int attempt, Activity? span, CancellationToken cancellationToken)
    {
        try
        {
            return await timeout.ExecuteAsync(async token => await PostAsync(delivery, attempt, span, token), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (TimeoutRejectedException)
        {
            return verdict.Failed(attempt, $"no answer within {GoDuration.Format(settings.Timeout)}");
        }
#pragma warning disable CA1031 // Whatever a target or the network does to a request becomes the try's outcome, where its error is visible.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return verdict.Failed(attempt, exception);
        }
    }

    private async ValueTask<CallbackOutcome> PostAsync(CallbackDelivery delivery, int attempt, Activity? span, CancellationToken cancellationToken)
    {
        var policy = await functions.GetAsync(delivery.Function, cancellationToken);
        using var request = CallbackRequest.Of(delivery, policy, span);
        if (secrets.Current() is { Count: > 0 } keys)
            await CallbackRequest.SignAsync(request, delivery, keys, time.GetUtcNow(), cancellationToken);
        using var response = await client.SendAsync(request, cancellationToken);
        span?.Answered((int)response.StatusCode, errorFrom: 300);
        var outcome = verdict.Answered(attempt, response);
        if (outcome is CallbackOutcome.Delivered)
            await AnswerAsync(delivery, response, cancellationToken);
        return outcome;
    }

    // A target that answers early and goes on working must not be broken off by us: a little of its answer is waited for.
    private async ValueTask AnswerAsync(CallbackDelivery delivery, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[16 << 10];
            var left = MostOfAnswer;
            int count;
            while (left > 0 && (count = await body.ReadAsync(buffer, cancellationToken)) > 0)
                left -= count;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            logger.AnswerBroken(delivery.DeliveryId, exception.Message);
        }
    }

    private static SocketsHttpHandler Handler(CallbackSettings settings, CallbackConnection connection) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        ConnectTimeout = settings.ConnectTimeout,
        SslOptions = { CertificateChainPolicy = CallbackTrust.Of(settings) },
        // Names move: a kept connection is not a kept answer of the resolver.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 64,
        MaxResponseDrainSize = 64 << 10,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ConnectCallback = (context, cancellation) => connection.ConnectAsync(context.DnsEndPoint, cancellation),
    };
}
