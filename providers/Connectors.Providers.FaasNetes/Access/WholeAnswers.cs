namespace Connectors.Providers.FaasNetes.Access;

/// <summary>
/// Reads an answer whole before anybody sees it, except those that have no end: watches and logs. The cluster's client reads answers with its thread blocked;
/// of many at once each would hold a thread of the pool, and none be left to receive what they wait for.
/// </summary>
internal sealed class WholeAnswers : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (IsEndless(request.RequestUri!))
            return answer;
        try
        {
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private static bool IsEndless(Uri request) =>
        request.Query.Contains("watch=true", StringComparison.Ordinal) || request.AbsolutePath.EndsWith("/log", StringComparison.Ordinal);
}
