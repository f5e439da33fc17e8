namespace Connectors.Providers.FaasNetes.Manifests;

/// <summary>Keys by which we know our objects.</summary>
internal static class Marks
{
    /// <summary>The label of everything that belongs to a function, its value being the function's name; as OpenFaaS has it.</summary>
    public const string Function = Core.Functions.KnownAnnotations.FunctionLabel;

    /// <summary>The annotation of a Deployment that holds what was deployed, to the letter: Kubernetes takes less than OpenFaaS.</summary>
    public const string Deployment = "connectors/function";

    /// <summary>The annotation of pods that grows with each deployment, so that an image of the same name is pulled anew.</summary>
    public const string Revision = "connectors/revision";

    /// <summary>The annotation of pods that is the same from a function's creation to its removal: pods of one that was removed and made anew are none of its.</summary>
    public const string Birth = "connectors/birth";

    /// <summary>The annotation of pods by which nodes are told at once that a secret has changed.</summary>
    public const string Secrets = "connectors/secrets";

    /// <summary>What the annotations begin with that the cluster's own controller writes on Deployments.</summary>
    public const string OfController = "deployment.kubernetes.io/";

    /// <summary>The label of secrets that are for functions.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>Its value, as OpenFaaS has it.</summary>
    public const string OpenFaas = "openfaas";

    /// <summary>The annotation, or label, of namespaces that hold functions.</summary>
    public const string Namespace = "openfaas";
}
