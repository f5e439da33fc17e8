using System.Text;

namespace Connectors.Providers.FaasNetes.Manifests;

/// <summary>How much Kubernetes keeps in the annotations of an object, where what was deployed stands to the letter.</summary>
internal static class AnnotationRoom
{
    /// <summary>In bytes, names and values together: what Kubernetes has, less what its controllers write beside ours, without which there would be no pods.</summary>
    public const int Bytes = (256 - 1) * 1024;

    /// <summary>Why a function has no room; null when it has.</summary>
    public static string? Fault(string function, IEnumerable<KeyValuePair<string, string>> annotations)
    {
        var wanted = annotations.Sum(one => Encoding.UTF8.GetByteCount(one.Key) + Encoding.UTF8.GetByteCount(one.Value));
        return wanted <= Bytes
            ? null
            : $"function {function} is too long by {wanted - Bytes} bytes: its annotations, labels and variables stand in annotations of Kubernetes, which keep {Bytes} bytes altogether; shorten them, or put what is long into a secret";
    }
}
