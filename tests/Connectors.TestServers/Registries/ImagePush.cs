using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connectors.TestServers.Registries;

/// <summary>Puts images of tests into a registry that lets everybody in.</summary>
public static class ImagePush
{
    private const string MediaTypeOfIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>Pushes an image under a tag, and says by which digest it is known.</summary>
    public static async Task<string> PushAsync(this RegistryServer registry, string repository, string tag, ImageBuild image)
    {
        using var client = new HttpClient { BaseAddress = registry.Address };
        foreach (var blob in image.Layers.Append(image.Config()))
            await PushBlobAsync(client, repository, blob);
        return await PushDocumentAsync(client, repository, tag, ImageBuild.MediaTypeOfManifest, image.Manifest());
    }

    /// <summary>Pushes an index of images, each for the machine that it says it is for.</summary>
    public static async Task<string> PushIndexAsync(this RegistryServer registry, string repository, string tag, params IReadOnlyList<ImageBuild> images)
    {
        foreach (var image in images)
            await registry.PushAsync(repository, image.Architecture, image);
        var entries = images.Select(image =>
        {
            var entry = ImageBuild.Describe(ImageBuild.MediaTypeOfManifest, image.Manifest());
            entry["platform"] = new JsonObject { ["os"] = "linux", ["architecture"] = image.Architecture };
            return (JsonNode)entry;
        });
        var index = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaTypeOfIndex, ["manifests"] = new JsonArray([.. entries]) };
        using var client = new HttpClient { BaseAddress = registry.Address };
        return await PushDocumentAsync(client, repository, tag, MediaTypeOfIndex, JsonSerializer.SerializeToUtf8Bytes(index));
    }

    private static async Task PushBlobAsync(HttpClient client, string repository, byte[] bytes)
    {
        using var begun = await client.PostAsync($"v2/{repository}/blobs/uploads/", null);
        begun.EnsureSuccessStatusCode();
        var place = begun.Headers.Location!.ToString();
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var done = await client.PutAsync($"{place}{(place.Contains('?') ? '&' : '?')}digest={ImageBuild.DigestOf(bytes)}", content);
        done.EnsureSuccessStatusCode();
    }

    private static async Task<string> PushDocumentAsync(HttpClient client, string repository, string name, string mediaType, byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using var done = await client.PutAsync($"v2/{repository}/manifests/{name}", content);
        if (!done.IsSuccessStatusCode)
            throw new InvalidOperationException($"The registry did not take {repository}: {await done.Content.ReadAsStringAsync()}");
        return ImageBuild.DigestOf(bytes);
    }
}
