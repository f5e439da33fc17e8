using System.Net;
using Connectors.Core.Invocations;

namespace Connectors.Sdk.Apart;

/// <summary>Calls functions through a gateway: <c>/function/{name}.{namespace}</c>. The gateway's own errors are told by the header <c>X-OpenFaaS-Internal</c>. Goes without the gateway's credentials, which are not the function's business.</summary>
internal sealed class GatewayCalls(GatewayAccess gateway) : IInvoker
{
    private const string Internal = "X-OpenFaaS-Internal";

    public async Task<InvokerReply> InvokeAsync(InvokerRequest request, CancellationToken cancellationToken)
    {
        await using var body = await request.Body.OpenReadAsync(cancellationToken);
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), $"function/{request.Function}{request.PathAndQuery}") { Content = new StreamContent(body) };
        message.Content.Headers.ContentLength = request.Body.Length;
        GatewayHeaders.Copy(request.Headers, message);
        try
        {
            var answer = await gateway.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return await ReplyAsync(request, answer, cancellationToken);
        }
        catch (HttpRequestException away)
        {
            var verdict = away.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError ? InvokerVerdict.Unreachable : InvokerVerdict.Failed;
            return InvokerReply.Failure(verdict, (int)HttpStatusCode.BadGateway, $"{gateway.Name}: {away.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return InvokerReply.Failure(InvokerVerdict.Failed, (int)HttpStatusCode.GatewayTimeout, $"{gateway.Name} did not answer within {gateway.Client.Timeout}");
        }
    }

    private static async Task<InvokerReply> ReplyAsync(InvokerRequest request, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = (int)answer.StatusCode;
        if (!answer.Headers.Contains(Internal))
            return new InvokerReply(InvokerVerdict.Answered, status, GatewayHeaders.Of(answer), await answer.Content.ReadAsStreamAsync(cancellationToken), null, answer);
        using (answer)
        {
            var line = (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim();
            var verdict = answer.StatusCode switch
            {
                HttpStatusCode.NotFound => InvokerVerdict.UnknownFunction,
                HttpStatusCode.GatewayTimeout => InvokerVerdict.Failed,
                _ => InvokerVerdict.Unreachable,
            };
            return InvokerReply.Failure(verdict, status, line.Length > 0 ? line : $"the gateway answered {status} to a call of {request.Function}");
        }
    }
}
