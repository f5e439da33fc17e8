using System.Runtime.CompilerServices;
using System.Text.Json;
using Connectors.Providers.FaasNetes.Watching;
using k8s;

namespace Connectors.Providers.FaasNetes.Profiles;

/// <summary>How the API is asked for profiles.</summary>
internal static class ProfileCalls
{
    public static Watched<Profile, ProfileList> Watched(IKubernetes client, string @namespace) => new(
        $"profiles of {@namespace}",
        cancel => client.CustomObjects.ListNamespacedCustomObjectAsync<ProfileList>(Profile.Group, Profile.Version, @namespace, Profile.Plural, cancellationToken: cancel),
        (from, seconds, fault, cancel) => Read(client.CustomObjects.WatchListNamespacedCustomObjectAsync(
            Profile.Group, Profile.Version, @namespace, Profile.Plural, allowWatchBookmarks: true, resourceVersion: from, timeoutSeconds: seconds, onError: fault, cancellationToken: cancel), cancel));

    private static async IAsyncEnumerable<(WatchEventType Type, Profile One)> Read(IAsyncEnumerable<(WatchEventType Type, object One)> told, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (type, one) in told.WithCancellation(cancellationToken))
            yield return (type, KubernetesJson.Deserialize<Profile>((JsonElement)one));
    }
}
