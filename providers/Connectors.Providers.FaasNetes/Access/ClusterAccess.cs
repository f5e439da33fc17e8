using k8s;
using k8s.Exceptions;

namespace Connectors.Providers.FaasNetes.Access;

/// <summary>The way to the cluster's API.</summary>
internal static class ClusterAccess
{
    /// <summary>Finds the cluster: by the file that is named, by the service account of our pod, or by the file of our user.</summary>
    /// <param name="kubeconfig">The file; empty: none is named.</param>
    /// <param name="context">Which of its contexts; empty: its current one.</param>
    /// <param name="before">See each request first.</param>
    /// <exception cref="ClusterAccessException">It is not to be found; the message says where it was looked for.</exception>
    public static Kubernetes Open(string kubeconfig, string context, params DelegatingHandler[] before)
    {
        try
        {
            var configuration = kubeconfig.Length == 0 && context.Length == 0 && KubernetesClientConfiguration.IsInCluster()
                ? KubernetesClientConfiguration.InClusterConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigObject(
                    KubeconfigFiles.Read(kubeconfig, Environment.GetEnvironmentVariable(KubeconfigFiles.Variable)), context.Length > 0 ? context : null);
            // Watches have no end; what else takes long is ended by its caller.
            configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
            return new Kubernetes(configuration, [.. before, new WholeAnswers()]);
        }
        catch (Exception unusable) when (unusable is KubeConfigException or KubernetesException or IOException or UnauthorizedAccessException or YamlDotNet.Core.YamlException or FormatException or ArgumentException)
        {
            throw new ClusterAccessException($"the cluster cannot be found: {unusable.Message.TrimEnd('.')}. Name a kubeconfig file by faas-netes.kubeconfig, and one of its contexts by faas-netes.context.", unusable);
        }
    }
}

/// <summary>The settings lead to no cluster.</summary>
internal sealed class ClusterAccessException(string message, Exception cause) : Exception(message, cause);
