using System.Text.Json;
using k8s;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Profiles;

/// <summary>
/// The cluster's resource <c>Profile</c>. What it says is kept as it came and read when it is wanted (<see cref="ProfileReading"/>): one that is nonsense keeps nobody
/// from reading the others.
/// </summary>
internal sealed class Profile : IKubernetesObject<V1ObjectMeta>
{
    public const string Group = "openfaas.com";
    public const string Version = "v1";
    public const string Plural = "profiles";

    public string ApiVersion { get; set; } = $"{Group}/{Version}";

    public string Kind { get; set; } = "Profile";

    public V1ObjectMeta Metadata { get; set; } = new();

    public JsonElement Spec { get; set; }
}

/// <summary>Profiles as the API lists them.</summary>
internal sealed class ProfileList : IKubernetesObject<V1ListMeta>, IItems<Profile>
{
    public string ApiVersion { get; set; } = $"{Profile.Group}/{Profile.Version}";

    public string Kind { get; set; } = "ProfileList";

    public V1ListMeta Metadata { get; set; } = new();

    public IList<Profile> Items { get; set; } = [];
}
