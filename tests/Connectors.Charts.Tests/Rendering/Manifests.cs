using System.Text.RegularExpressions;
using k8s;
using k8s.Models;

namespace Connectors.Charts.Tests.Rendering;

/// <summary>Rendered objects, read strictly as a present Kubernetes' client knows them: a field that does not exist is an error.</summary>
internal sealed partial class Manifests
{
    private static readonly Dictionary<string, Type> Known = new()
    {
        ["monitoring.coreos.com/v1/ServiceMonitor"] = typeof(ServiceMonitor),
    };

    private Manifests(IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects) => Objects = objects;

    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects { get; }

    /// <summary>Every pod that anything makes, with the name of what makes it.</summary>
    public IEnumerable<(string Owner, V1PodTemplateSpec Pod)> Pods =>
    [
        .. Of<V1Deployment>().Select(one => (Title(one), one.Spec.Template)),
        .. Of<V1StatefulSet>().Select(one => (Title(one), one.Spec.Template)),
        .. Of<V1Job>().Select(one => (Title(one), one.Spec.Template)),
    ];

    public static async Task<Manifests> RenderAsync(string values = "") => Read(await ChartRenderer.RenderAsync(values));

    public static Manifests Read(string text) =>
        new([.. Documents(text).SelectMany(document => KubernetesYaml.LoadAllFromString(document, Known, strict: true)).Cast<IKubernetesObject<V1ObjectMeta>>()]);

    public IEnumerable<T> Of<T>() => Objects.OfType<T>();

    public T Named<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> => Of<T>().Single(one => one.Metadata.Name == name);

    public bool Has<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> => Of<T>().Any(one => one.Metadata.Name == name);

    public static string Title(IKubernetesObject<V1ObjectMeta> one) => $"{one.Kind} {one.Metadata.Name}";

    /// <summary>The documents of a text; those that are nothing but comments are left out.</summary>
    public static IEnumerable<string> Documents(string text) => Separator().Split(text).Where(document => Content().IsMatch(document));

    [GeneratedRegex(@"^---[ ]*(?:#.*)?$", RegexOptions.Multiline)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^[^#\s]", RegexOptions.Multiline)]
    private static partial Regex Content();
}
