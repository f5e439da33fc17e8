using System.Net.Http.Headers;
using Connectors.Core.Invocations;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connectors.Gateway.Invocations.Whole;

/// <summary>The head of a function's answer, on its way to an HTTP caller.</summary>
internal static class AnswerHead
{
    /// <summary>Copies status and headers but those of the connection and those by which only the gateway speaks.</summary>
    /// <exception cref="InvalidOperationException">A header is none that the server would send.</exception>
    public static void Copy(HttpResponseMessage answer, HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = answer.ReasonPhrase;
        Copy(answer.Headers.NonValidated, response.Headers);
        Copy(answer.Content.Headers.NonValidated, response.Headers);
        // A body in pieces has no length, and what cannot have a body has none either.
        if (answer.Headers.NonValidated.Contains("Transfer-Encoding") || HeaderRules.MayNotHaveBody(response.StatusCode))
            response.Headers.ContentLength = null;
    }

    private static void Copy(HttpHeadersNonValidated from, IHeaderDictionary to)
    {
        foreach (var (name, values) in from)
        {
            if (HeaderRules.IsHopByHop(name) || name.Equals(PlainAnswer.InternalHeader, StringComparison.OrdinalIgnoreCase) || name.Equals(VerdictHeader.Name, StringComparison.OrdinalIgnoreCase))
                continue;
            to[name] = values.Count == 1 ? values.ToString() : values.ToArray();
        }
    }
}
