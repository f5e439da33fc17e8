namespace Connectors.Providers.Faasd.Registries.Transfer;

/// <summary>Where an answer leads, and what goes along.</summary>
internal static class Redirects
{
    /// <summary>The next request: with the credentials only for the very server that they are for.</summary>
    /// <exception cref="RegistryException">It leads where nobody goes.</exception>
    public static HttpRequestMessage Next(HttpRequestMessage request, HttpResponseMessage answer, RegistryAddress addresses)
    {
        var from = request.RequestUri!;
        if (answer.Headers.Location is not { } location || !Uri.TryCreate(from, location, out var to) || !addresses.MayLead(from, to) || request.Content is not null)
            throw new RegistryException(RegistryFault.Invalid, $"{from.Authority} leads to an address that is not followed: '{ForeignText.Shown(answer.Headers.Location?.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) ?? "")}' is not reached by https.");
        var next = new HttpRequestMessage(request.Method, to);
        foreach (var header in request.Headers.Where(header => header.Key != "Authorization"))
            next.Headers.TryAddWithoutValidation(header.Key, header.Value);
        if (RegistryAddress.IsSameOrigin(from, to))
            next.Headers.Authorization = request.Headers.Authorization;
        return next;
    }
}
