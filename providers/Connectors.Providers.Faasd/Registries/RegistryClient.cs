using System.Net;
using System.Net.Http.Headers;
using Connectors.Providers.Faasd.References;
using Connectors.Providers.Faasd.Registries.Access;
using Connectors.Providers.Faasd.Registries.Transfer;

namespace Connectors.Providers.Faasd.Registries;

/// <summary>Reads images of registries, by the distribution protocol. Thread-safe.</summary>
internal sealed class RegistryClient(RegistryHttp http, RegistryLogIn logIn)
{
    /// <summary>The most that a description of an image, or its configuration, may have.</summary>
    public const int LargestDocument = 4 << 20;

    private static readonly MediaTypeWithQualityHeaderValue[] Manifests =
    [
        new("application/vnd.oci.image.index.v1+json"), new("application/vnd.oci.image.manifest.v1+json"),
        new("application/vnd.docker.distribution.manifest.list.v2+json"), new("application/vnd.docker.distribution.manifest.v2+json"),
    ];

    /// <summary>The digest of what a name stands for now, without counting as a pull; null when the registry does not say.</summary>
    /// <exception cref="RegistryException">It cannot be told.</exception>
    public async Task<ContentDigest?> DigestOfAsync(ImageReference image, CancellationToken cancellationToken)
    {
        if (image.Digest is { } named)
            return named;
        using var answer = await SendAsync(image, () => Manifest(HttpMethod.Head, image, image.Selector), cancellationToken);
        // Some registries have no HEAD; what they would say to GET is asked for next.
        return answer.IsSuccessStatusCode ? Announced(answer) : null;
    }

    /// <summary>A manifest or an index, checked against its digest.</summary>
    /// <param name="image">Where it is.</param>
    /// <param name="selector">Its digest or a tag.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RegistryException">It is not to be had, or is not what it should be.</exception>
    public async Task<RegistryDocument> ManifestAsync(ImageReference image, string selector, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(image, () => Manifest(HttpMethod.Get, image, selector), cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw await RegistryAnswers.FaultAsync(http, answer, $"registry {image.Registry}", $"{image.Repository}, {selector}", cancellationToken);
        var bytes = await http.ReadAsync(answer, LargestDocument, $"registry {image.Registry}", cancellationToken);
        var expected = ContentDigest.TryParse(selector, out var named) ? named : Announced(answer);
        if (expected is not null && !expected.IsOf(bytes))
            throw new RegistryException(RegistryFault.Invalid, $"registry {image.Registry} sent for {image.Repository} something else than {expected}: its store or something on the way is broken.");
        return new RegistryDocument(bytes, answer.Content.Headers.ContentType?.MediaType, expected ?? ContentDigest.Of(bytes));
    }

    /// <summary>A blob from this byte on, if the registry can begin there, otherwise from its first.</summary>
    /// <exception cref="RegistryException">It is not to be had.</exception>
    public async Task<RegistryBlob> BlobAsync(ImageReference image, ContentDigest digest, long offset, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(image, () => Blob(image, digest, offset), cancellationToken);
        try
        {
            var start = answer switch
            {
                { StatusCode: HttpStatusCode.OK } => 0,
                { StatusCode: HttpStatusCode.PartialContent } when answer.Content.Headers.ContentRange?.From == offset => offset,
                { StatusCode: HttpStatusCode.PartialContent } => throw new RegistryException(RegistryFault.Invalid, $"registry {image.Registry} sent another part of {digest} than it was asked for."),
                _ => throw await RegistryAnswers.FaultAsync(http, answer, $"registry {image.Registry}", $"{image.Repository}, {digest}", cancellationToken),
            };
            return new RegistryBlob(answer, await http.OpenAsync(answer, $"registry {image.Registry}", cancellationToken), start);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(ImageReference image, Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        var (registry, repository) = (image.Registry, image.Repository);
        var shown = logIn.Find(registry, repository);
        var answer = await http.SendAsync(() => With(make(), shown), cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Unauthorized)
            return answer;
        using (answer)
            shown = await logIn.AnswerAsync(registry, repository, Challenge.Of(answer.Headers), cancellationToken);
        answer = await http.SendAsync(() => With(make(), shown), cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Unauthorized)
            return answer;
        answer.Dispose();
        throw logIn.Refused(registry, repository);
    }

    private static HttpRequestMessage With(HttpRequestMessage request, AuthenticationHeaderValue? authorization)
    {
        request.Headers.Authorization = authorization;
        return request;
    }

    private HttpRequestMessage Manifest(HttpMethod method, ImageReference image, string selector)
    {
        var request = new HttpRequestMessage(method, new Uri(http.Addresses.Of(image.Registry), $"v2/{image.Repository}/manifests/{selector}"));
        foreach (var type in Manifests)
            request.Headers.Accept.Add(type);
        return request;
    }

    private HttpRequestMessage Blob(ImageReference image, ContentDigest digest, long offset)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(http.Addresses.Of(image.Registry), $"v2/{image.Repository}/blobs/{digest}"));
        if (offset > 0)
            request.Headers.Range = new RangeHeaderValue(offset, null);
        return request;
    }

    private static ContentDigest? Announced(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Docker-Content-Digest", out var values) && ContentDigest.TryParse(values.First(), out var digest) ? digest : null;
}
