using Connectors.Core.Providers;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Operating.Resources;

/// <summary>Which Deployments belong to <see cref="FunctionResource"/>s: those that say so, and go when it goes. Pure functions.</summary>
internal static class ResourceOwnership
{
    /// <summary>Differs between two deployments of a function; that of a resource between two of its generations, so that the same again changes nothing.</summary>
    public static string Revision(FunctionResource? owner) => owner is null ? Guid.NewGuid().ToString("N") : $"{owner.Metadata.Uid}-{owner.Metadata.Generation}";

    /// <summary>Makes a Deployment the resource's.</summary>
    public static void Take(V1Deployment deployment, FunctionResource? owner)
    {
        if (owner is not null)
            deployment.Metadata.OwnerReferences = [new V1OwnerReference { ApiVersion = owner.ApiVersion, Kind = FunctionResource.KindName, Name = owner.Metadata.Name, Uid = owner.Metadata.Uid, Controller = true }];
    }

    /// <summary>Whether a Deployment is the resource's.</summary>
    public static bool Owns(FunctionResource resource, V1Deployment deployment) => Owner(deployment)?.Uid == resource.Metadata.Uid;

    /// <summary>Why a Deployment cannot be written for <paramref name="owner"/>, a resource or, when null, whoever asked the gateway; null when it can. One that is nobody's is taken.</summary>
    public static ProviderResult? Refusal(V1Deployment deployment, FunctionResource? owner)
    {
        if (owner is not null && deployment.Metadata.DeletionTimestamp is not null)
            return ProviderResult.Refused($"the Deployment {deployment.Metadata.Name} is still being removed");
        if (Owner(deployment) is not { } other || (owner is not null && other.Uid == owner.Metadata.Uid))
            return null;
        return ProviderResult.Refused(owner is null
            ? $"function {deployment.Metadata.Name} is made by the {other.Kind} {other.Name} of {deployment.Metadata.NamespaceProperty}: change that one (kubectl edit), or set faas-netes.operator so that it is done here"
            : $"the Deployment {deployment.Metadata.Name} belongs to the {other.Kind} {other.Name}: remove that one, or give this function another name");
    }

    private static V1OwnerReference? Owner(V1Deployment deployment) => deployment.Metadata.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true);
}
