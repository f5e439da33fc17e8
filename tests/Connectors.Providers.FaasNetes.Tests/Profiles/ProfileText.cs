using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Providers.FaasNetes.Manifests;
using Connectors.Providers.FaasNetes.Profiles;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Tests.Profiles;

/// <summary>Profiles as they are written, and what becomes of a function that has them.</summary>
internal static class ProfileText
{
    public static FunctionDeployment Plain { get; } = new() { Service = "shout", Namespace = "live", Image = "registry.example/shout:1" };

    public static ProfileSpec Read(string spec)
    {
        var faults = new List<string>();
        var read = ProfileReading.Read(JsonDocument.Parse(spec).RootElement, faults);
        Assert.Empty(faults);
        return read;
    }

    public static List<string> Faults(string spec)
    {
        var faults = new List<string>();
        ProfileReading.Read(JsonDocument.Parse(spec).RootElement, faults);
        return faults;
    }

    public static V1Deployment Deployment(params IEnumerable<string> specs) => Deployment(Plain, new FaasNetesSettings(), specs);

    public static V1Deployment Deployment(FunctionDeployment function, FaasNetesSettings settings, params IEnumerable<string> specs)
    {
        var deployment = FunctionObjects.Deployment(function, 1, "b", "r", FunctionSecrets.None, settings);
        ProfiledDeployment.Apply(deployment, specs.Select(Read));
        return deployment;
    }

    public static V1PodSpec Pod(params IEnumerable<string> specs) => Deployment(specs).Spec.Template.Spec;
}
