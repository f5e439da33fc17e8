using k8s;
using k8s.KubeConfigModels;

namespace Connectors.Providers.FaasNetes.Access;

/// <summary>The kubeconfig files that lead to the cluster, as kubectl has it.</summary>
internal static class KubeconfigFiles
{
    /// <summary>Names files, several with <c>:</c> between them: of what several say, the first counts.</summary>
    public const string Variable = "KUBECONFIG";

    /// <summary>Reads them.</summary>
    /// <param name="named">The one that the settings name; empty: none.</param>
    /// <param name="variable">The value of <see cref="Variable"/>.</param>
    /// <exception cref="IOException">The variable names files, and none of them is there.</exception>
    public static K8SConfiguration Read(string named, string? variable)
    {
        var all = Of(named, variable).Select(Read).ToList();
        var first = all[0];
        first.CurrentContext = all.Select(one => one.CurrentContext).FirstOrDefault(one => !string.IsNullOrEmpty(one));
        first.Clusters = all.SelectMany(one => one.Clusters ?? []).DistinctBy(one => one.Name).ToList();
        first.Users = all.SelectMany(one => one.Users ?? []).DistinctBy(one => one.Name).ToList();
        first.Contexts = all.SelectMany(one => one.Contexts ?? []).DistinctBy(one => one.Name).ToList();
        return first;
    }

    private static K8SConfiguration Read(FileInfo file)
    {
        // An empty file is read as null.
        var read = KubernetesClientConfiguration.LoadKubeConfig(file, useRelativePaths: false) ?? new K8SConfiguration();
        // What it names is beside it.
        read.FileName = file.FullName;
        return read;
    }

    private static FileInfo[] Of(string named, string? variable)
    {
        if (named.Length > 0)
            return [new FileInfo(named)];
        var paths = (variable ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (paths.Length == 0)
            return [new FileInfo(KubernetesClientConfiguration.KubeConfigDefaultLocation)];
        // One that is not there is passed over.
        FileInfo[] there = [.. paths.Select(path => new FileInfo(path)).Where(file => file.Exists)];
        return there.Length > 0 ? there : throw new FileNotFoundException($"{Variable} names {variable}, and no such file is there");
    }
}
